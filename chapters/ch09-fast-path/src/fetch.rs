//! Fetching: chapter 8's batch, on these runtimes.

use std::time::Duration;

use ch07_executor::Current;
use ch08_runtime::fetch::{fetch_batch, fetch_on, no_poller, resolve_batch};
use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::url::Url;

use crate::driver::Persistent;
use crate::parts::Parts;
use crate::runtime::{Handle, Runtime};
use crate::steps::Fast;

/// `fast`, for comparisons.
pub const MODEL: Model = Model { name: "fast", chapter: "ch09", fetch_all };

/// Fetches the whole batch on this thread, a task for each target.
pub fn fetch_all(targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    fetch_all_with::<Fast>(targets, limit)
}

/// The same on a runtime of these parts.
pub fn fetch_all_with<P: Parts>(targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    match Runtime::<P>::new() {
        Ok(mut runtime) => {
            runtime.block_on(async { fetch_batch(&Persistent::<P>::current(), targets, limit).await })
        }
        Err(error) => no_poller(targets, &error),
    }
}

/// Looks all names up at once, each name once, on threads of the pool.
pub fn resolve_all(urls: &[Url]) -> Vec<Result<Target, FetchError>> {
    match Runtime::<Fast>::new() {
        Ok(mut runtime) => runtime.block_on(resolve_batch(urls)),
        // Names can be looked up without a runtime, only one after the other.
        Err(_) => lab::fetch::resolve_in_turn(urls),
    }
}

/// Fetches one URL on the current runtime: looks its name up, then all of chapter 7's fetch, within `limit` from connect to
/// last byte.
///
/// Dropped: the request is given up, and its socket closed.
///
/// # Errors
/// Everything that [`FetchError`] names, but `Worker`.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn fetch(url: &Url, limit: Duration) -> FetchResult {
    fetch_on(Handle::<Fast>::current().driver(), url, limit).await
}
