//! # Off the thread
//!
//! - minutes: 10
//! - idea: a call that blocks in a task blocks all tasks; given to another thread, it is awaited like anything else
//! - page: chapters/ch08-runtime/elsewhere.md#how-it-works
//!
//! A library call that blocks is to be made for each of some names. `look_up` below makes it right here, on the thread of
//! all tasks, and so nothing else goes on until the last name is found.
//!
//! Repair it with [`spawn_blocking`]. What is promised:
//!
//! - The tasks of this thread go on meanwhile.
//! - The calls do not wait for each other.
//! - The answers come in the order of the names, whichever call is done first.
//! - A call that panics makes an error of the whole, and harms nothing else.

use ch08_runtime::{JoinError, join_all, spawn_blocking};

/// What the library says to each of the names.
///
/// # Errors
/// A call has panicked: the first, in the order of the names.
pub async fn look_up(names: Vec<String>, library: fn(&str) -> usize) -> Result<Vec<usize>, JoinError> {
    // TODO: Which thread makes the calls?
    // <starter>
    // Ok(names.iter().map(|name| library(name)).collect())
    // <solution>
    // All are begun here; each answer is a future.
    let calls: Vec<_> = names.into_iter().map(|name| spawn_blocking(move || library(&name))).collect();
    join_all(calls).await.into_iter().collect()
    // </solution>
}
