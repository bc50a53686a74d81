//! Chapter 7: the executor sleeps inside the poller.

// What an exercise makes is seldom printed.
#![allow(missing_debug_implementations)]

pub mod wake_once;

pub mod join_handle;

pub mod deregister;

pub mod sleep;

pub mod join_all;

pub mod overlap;

pub mod capstone;
