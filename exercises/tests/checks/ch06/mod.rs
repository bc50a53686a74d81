//! Chapter 6.

mod block_on;
mod join;
mod parcel;
mod raw_waker;
mod spy;
mod stale_waker;
mod state_machine;
mod words;
mod yield_now;
mod your_run;
