//! # A graceful stop
//!
//! - minutes: 15
//! - idea: nothing new is taken, what was begun is done to its end, but not for ever
//! - page: chapters/ch08-runtime/program.md#how-a-server-ends
//!
//! A worker takes jobs from a channel, and does many of them at a time, each in a task of its own. Then somebody asks it to
//! stop. What is promised:
//!
//! - Until the stop, each job is begun as soon as it comes.
//! - From the stop on no job is taken: whoever sends one gets it back, at once, also while others are still being done.
//! - Jobs in flight are done to their end. When the last is done, so is the worker.
//! - They have `grace` for that, *all together*. Those that take longer are cut: when `work_until` is done, they are gone.
//!
//! When no job can come any more, because all senders are gone, that is a stop too. A [`JoinSet`] holds tasks
//! (`spawn`, `join_next`, `len`, `shutdown`); [`race()`] and [`timeout()`] you have built, here they are the chapter's.

use std::pin::Pin;
use std::time::Duration;

use ch08_runtime::sync::mpsc::Receiver;
use ch08_runtime::{JoinSet, race, timeout};

/// A job: a future of its own.
pub type Job = Pin<Box<dyn Future<Output = ()>>>;

/// Does jobs until `stop` is done; then ends well. Gives back how many jobs were cut.
pub async fn work_until(mut jobs: Receiver<Job>, stop: impl Future<Output = ()>, grace: Duration) -> usize {
    // TODO: Take jobs until the stop, then wait for those in flight, but so long at most.
    // <solution>
    let mut in_flight = JoinSet::new();
    let take_jobs = async {
        while let Some(job) = jobs.recv().await {
            in_flight.spawn(job);
            while in_flight.try_join_next().is_some() {} // those that were done meanwhile
        }
    };
    race(take_jobs, stop).await;
    drop(jobs); // whoever sends one now gets it back
    let all_done = async { while in_flight.join_next().await.is_some() {} };
    let _ = timeout(grace, all_done).await;
    let cut = in_flight.len();
    in_flight.shutdown().await;
    cut
    // </solution>
}
