//! Chapter 7.

mod capstone;
mod deregister;
mod desk;
mod drawn;
mod join_all;
mod join_handle;
mod overlap;
mod remote;
mod sleep;
mod wake_once;
mod wakers;
mod your_run;
