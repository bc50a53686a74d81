//! Chapter 7's batch, on the runtime.

use std::collections::{HashMap, HashSet};
use std::io;
use std::time::Duration;

use ch07_executor::fetch::{outcome, requests};
use ch07_executor::{Current, Driver, join_all};
use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::url::Url;

use crate::driver::RuntimeDriver;
use crate::here::Here;
use crate::net::resolve;
use crate::runtime::Runtime;

/// `runtime`, for comparisons.
pub const MODEL: Model = Model { name: "runtime", chapter: "ch08", fetch_all };

/// Fetches the whole batch on this thread, a task for each target.
pub fn fetch_all(targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    match Runtime::new() {
        Ok(mut runtime) => {
            runtime.block_on(async { fetch_batch(&RuntimeDriver::current(), targets, limit).await })
        }
        Err(error) => no_poller(targets, &error),
    }
}

/// The results of a batch that cannot even begin.
pub fn no_poller(targets: &[Target], error: &io::Error) -> Vec<FetchResult> {
    let said = format!("the system has no poller to give: {error}");
    targets.iter().map(|_| Err(FetchError::Worker(said.clone()))).collect()
}

/// Fetches a batch on the current runtime, a task for each target.
///
/// Dropped: the tasks go on, as their handles are dropped.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn fetch_batch<D: Here>(driver: &D, targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    let tasks = requests(driver, targets, limit).map(|(name, request)| D::spawn_named(name, request));
    join_all(tasks).await.into_iter().map(outcome).collect()
}

/// Looks all names up at once, each name once, on threads of the pool.
pub fn resolve_all(urls: &[Url]) -> Vec<Result<Target, FetchError>> {
    match Runtime::new() {
        Ok(mut runtime) => runtime.block_on(resolve_batch(urls)),
        // Names can be looked up without a runtime, only one after the other.
        Err(_) => lab::fetch::resolve_in_turn(urls),
    }
}

/// The same on the current runtime.
///
/// Dropped: the threads go on, and their answers are thrown away.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn resolve_batch(urls: &[Url]) -> Vec<Result<Target, FetchError>> {
    let places: HashSet<(&str, u16)> = urls.iter().map(place).collect();
    let look_up = |(host, port)| async move { ((host, port), resolve(host, port).await) };
    let known: HashMap<_, _> = join_all(places.into_iter().map(look_up)).await.into_iter().collect();
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
    fetch_on(&RuntimeDriver::current(), url, limit).await
}

/// The same through the driver that is passed, of the current runtime.
///
/// Dropped: as [`fetch`].
///
/// # Errors
/// As [`fetch`].
///
/// # Panics
/// When this thread is in no runtime.
pub async fn fetch_on<D: Driver>(driver: &D, url: &Url, limit: Duration) -> FetchResult {
    let failed = |source| FetchError::Resolve { host: url.host.clone(), source };
    let addrs = resolve(&url.host, url.port).await.map_err(failed)?;
    let target = Target { url: url.clone(), addrs };
    ch07_executor::fetch::fetch(driver, &target, limit).await
}
