//! Chapter 4.

mod connecting;
mod many_sockets;
mod one_socket;
mod oneshot;
mod script;
mod sockets;
mod write_interest;
mod your_run;
