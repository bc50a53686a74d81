//! Chapter 7.

mod deregister;
mod desk;
mod join_all;
mod join_handle;
mod overlap;
mod remote;
mod sleep;
mod wake_once;
mod wakers;
