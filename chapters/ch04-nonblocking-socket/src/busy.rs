//! Many fetches, each asked again and again.

use std::io;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::timeline::{self, Kind, State};

use crate::{Fetch, Step, connect};

/// `busy`, for comparisons.
pub const MODEL: Model = Model { name: "busy", chapter: "ch04", fetch_all };

/// Fetches the whole batch on this thread, asking every socket in turn whether it has something, for as long as any
/// has not answered. All waits overlap, and the thread never sleeps: it computes *no, not yet* again and again.
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let mut results: Vec<Option<FetchResult>> = targets.iter().map(|_| None).collect();
    let mut fetches: Vec<(usize, Fetch<TcpStream>)> =
        targets.iter().map(|target| Fetch::new(target, timeout)).enumerate().collect();
    timeline::run_task(timeline::lane(Kind::Task, || format!("asking {} sockets", targets.len())));
    while !fetches.is_empty() {
        let mut refused = None;
        // ANCHOR: round
        fetches.retain_mut(|(index, fetch)| {
            let result = match fetch.advance(connect) {
                Step::Wait(_, Some(deadline)) if Instant::now() >= deadline => fetch.time_out(),
                Step::Wait(..) => return true, // "not yet": ask again on the next round
                Step::NoDescriptor(error) => {
                    refused = Some(error);
                    return true;
                }
                Step::Done(result) => result,
            };
            results[*index] = Some(result);
            false
        });
        // ANCHOR_END: round
        // Without a descriptor a fetch waits for another to end and free one. With no other there is no hope.
        if let Some(error) = refused.filter(|_| fetches.iter().all(|(_, fetch)| fetch.socket().is_none())) {
            for (index, _) in fetches.drain(..) {
                let error = io::Error::new(error.kind(), error.to_string()); // an `io::Error` cannot be cloned
                results[index] = Some(Err(FetchError::NoDescriptor(error)));
            }
        }
        // The one courtesy of this loop: another thread may have the core for a moment. It does not make it sleep.
        thread::yield_now();
    }
    timeline::rest(State::Gone);
    results.into_iter().map(|result| result.unwrap_or_else(never_ended)).collect()
}

/// A batch loop ended without a result for one of its targets. It cannot; if it does, say so.
pub(crate) fn never_ended() -> FetchResult {
    Err(FetchError::Worker("the loop ended before this fetch did".into()))
}
