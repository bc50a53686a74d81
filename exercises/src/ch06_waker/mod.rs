//! Chapter 6: a future is a state machine; a waker says whom to continue.

pub mod yield_now;

pub mod state_machine;

pub mod block_on;

pub mod stale_waker;

pub mod join;

pub mod raw_waker;
