//! Chapter 7's batch, on the runtime.

use std::collections::{HashMap, HashSet};
use std::io;
use std::time::Duration;

use ch07_executor::fetch::fetch_batch;
use ch07_executor::join_all;
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

/// Looks all names up at once, each name once, on threads of the pool.
pub fn resolve_all(urls: &[Url]) -> Vec<Result<Target, FetchError>> {
    let Ok(mut runtime) = Runtime::new() else {
        return lab::fetch::resolve_in_turn(urls); // names can be looked up without a runtime, only one after the other
    };
    let places: HashSet<(&str, u16)> = urls.iter().map(place).collect();
    let known: HashMap<_, _> = runtime
        .block_on(join_all(
            places.into_iter().map(|(host, port)| async move { ((host, port), resolve(host, port).await) }),
        ))
        .into_iter()
        .collect();
    let target = |url: &Url| match &known[&place(url)] {
        Ok(addrs) => Ok(Target { url: url.clone(), addrs: addrs.clone() }),
        Err(error) => {
            let source = io::Error::new(error.kind(), error.to_string());
            Err(FetchError::Resolve { host: url.host.clone(), source })
        }
    };
    urls.iter().map(target).collect()
}

/// What of a URL must be looked up.
fn place(url: &Url) -> (&str, u16) {
    (&url.host, url.port)
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
