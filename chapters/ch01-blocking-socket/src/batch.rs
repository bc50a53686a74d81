//! Many requests, one after another: the sum of all waits.

use std::time::Duration;

use lab::fetch::{FetchResult, Model, Target};
use lab::timeline::{self, Kind, Lane, State};

use crate::blocking::drawn;
use crate::fetch::fetch_on;

/// This chapter's way of fetching a batch.
pub const MODEL: Model = Model { name: "in turn", chapter: "ch01", fetch_all };

/// Fetches one target after another on this thread; results in the order of the targets.
// ANCHOR: fetch_all
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let lanes = request_lanes(targets.len());
    let requests = targets.iter().zip(lanes);
    requests.map(|(target, lane)| drawn(lane, || fetch_on(lane, target, timeout))).collect()
}
// ANCHOR_END: fetch_all

/// A lane for each request of a batch, all *ready*: they could begin, if someone had time for them.
pub fn request_lanes(requests: usize) -> Vec<Lane> {
    let lane = |k| timeline::lane(Kind::Task, || format!("request {k}"));
    let lanes: Vec<Lane> = (1..=requests).map(lane).collect();
    for &lane in &lanes {
        timeline::mark(lane, State::Ready);
    }
    lanes
}
