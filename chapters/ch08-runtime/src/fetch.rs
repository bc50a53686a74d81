//! Chapter 7's batch, on the runtime.

use std::time::Duration;

use ch07_executor::fetch::fetch_batch;
use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::url::Url;

use crate::net::resolve;
use crate::runtime::{Handle, Runtime};

/// `runtime`, for comparisons.
pub const MODEL: Model = Model { name: "runtime", chapter: "ch08", fetch_all };

/// Fetches the whole batch on this thread, a task for each target.
pub fn fetch_all(targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    match Runtime::new() {
        Ok(mut runtime) => runtime.block_on(async {
            let here = Handle::current();
            fetch_batch(here.driver(), here.spawner(), targets, limit).await
        }),
        Err(error) => {
            let said = format!("the system has no poller to give: {error}");
            targets.iter().map(|_| Err(FetchError::Worker(said.clone()))).collect()
        }
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
    let failed = |source| FetchError::Resolve { host: url.host.clone(), source };
    let addrs = resolve(&url.host, url.port).await.map_err(failed)?;
    let target = Target { url: url.clone(), addrs };
    ch07_executor::fetch::fetch(Handle::current().driver(), &target, limit).await
}
