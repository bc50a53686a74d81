//! Spawn and join; yield; two tasks that take turns over channels.

use std::hint::black_box;
use std::io;

use super::Runtime;
use super::meter::{Plan, Report};

// ANCHOR: spawn
/// Spawns a batch of tasks that are done at once, and then awaits each.
pub async fn spawn<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    let mut tasks = Vec::with_capacity(plan.size);
    plan.measure(plan.size, async || {
        tasks.extend((0..plan.size).map(|i| runtime.spawn(async move { black_box(i) })));
        for task in tasks.drain(..) {
            black_box(task.await);
        }
    })
    .await
}
// ANCHOR_END: spawn

/// So often each task yields in a batch.
const YIELDS: usize = 10_000;

/// As many tasks as the batch is large, each of which does nothing but yield.
pub async fn yield_now<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    let mut tasks = Vec::with_capacity(plan.size);
    let each = YIELDS.div_ceil(plan.size);
    plan.measure(plan.size * each, async || {
        tasks.extend((0..plan.size).map(|_| runtime.spawn(yielding::<R>(each))));
        for task in tasks.drain(..) {
            task.await;
        }
    })
    .await
}

async fn yielding<R: Runtime>(times: usize) {
    for _ in 0..times {
        R::yield_now().await;
    }
}

/// A value goes to another task by one channel, and comes back by another: so many channels are made, and each is used once.
/// The batch is spawned with its channels: a thousandth of a spawn belongs to each turn.
pub async fn oneshot<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    let size = plan.size;
    let (mut ours, mut theirs) = (Vec::with_capacity(size), Vec::with_capacity(size));
    plan.measure(size, async || {
        for _ in 0..size {
            let ((ping, pinged), (pong, ponged)) = (R::oneshot::<u64>(), R::oneshot::<u64>());
            ours.push((ping, ponged));
            theirs.push((pinged, pong));
        }
        let theirs_now = std::mem::take(&mut theirs);
        let echo = runtime.spawn(async move {
            for (pinged, pong) in theirs_now {
                black_box(pinged.await);
                R::send(pong, 2);
            }
        });
        for (ping, ponged) in ours.drain(..) {
            R::send(ping, 1);
            black_box(ponged.await);
        }
        echo.await;
        theirs.reserve(size);
    })
    .await
}
