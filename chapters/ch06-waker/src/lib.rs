//! A waker: who says *continue*, and how.
//!
//! | file | concept |
//! |---|---|
//! | [`parker`] | a thread that sleeps until it is told to go on |
//! | [`mod@block_on`] | a future, run on this thread |
//! | [`mod@yield_now`] | giving way |
//! | [`mod@delivery`] | a leaf future: another thread brings what it waits for |
//! | [`mod@join`], [`mod@join_all`] | several futures at once, on one task |
//! | [`state_machine`] | what the compiler makes of an `async fn`, beside the same by hand |
//! | [`borrow`] | a borrow across an await, and why `Pin` |
//! | [`raw_waker`] | a waker on a table of functions written by hand |
//!
//! # Implementation
//! One thread, which waits in exactly one place: [`Parker::park`](parker::Parker::park). There is no poller here, so
//! somebody else must wake it: another thread.
#![deny(unsafe_code)]

pub mod block_on;
pub mod borrow;
pub mod delivery;
pub mod join;
pub mod join_all;
pub mod parker;
pub mod raw_waker;
pub mod state_machine;
pub(crate) mod sync;
pub mod yield_now;

pub use block_on::block_on;
pub use delivery::{Courier, Delivery, deliver_after, delivery};
pub use join::join;
pub use join_all::{JoinAll, join_all};
pub use parker::Parker;
pub use yield_now::{YieldNow, yield_now};
