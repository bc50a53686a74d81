//! Waiting for several threads.

use std::panic::resume_unwind;
use std::thread::JoinHandle;

use lab::timeline::{self, State};

/// Waits for all of them; results in the order of the handles, whichever ends first. A panic is passed on.
pub fn join_all<T>(threads: Vec<JoinHandle<T>>) -> Vec<T> {
    timeline::rest(State::Waiting);
    let results = threads
        .into_iter()
        .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
        .collect();
    timeline::rest(State::Running);
    results
}
