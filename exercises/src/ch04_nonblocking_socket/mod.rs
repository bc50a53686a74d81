//! Chapter 4: non-blocking is not the trick; being told is.

pub mod one_socket;

pub mod many_sockets;

pub mod write_interest;

pub mod oneshot;

pub mod connecting;
