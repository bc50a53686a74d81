//! Chapter 4's fetch as a coroutine, and a batch of them.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use ch04_nonblocking_socket as ch04;
use ch04_nonblocking_socket::{Fetch, Source, connect};
use lab::fetch::{FetchError, FetchResult, Model, Target};

use crate::core::Core;
use crate::coroutine::{Coroutine, Step};
use crate::event_loop::{EventLoop, LoopError};
use crate::nested::Deliver;

/// `event loop`, for comparisons.
pub const MODEL: Model = Model { name: "event loop", chapter: "ch05", fetch_all };

// ANCHOR: fetch
/// Fetches one target. The work is chapter 4's state machine; a coroutine is what the loop can run.
#[derive(Debug)]
pub struct FetchCoroutine(Fetch<Source<TcpStream>>);

impl FetchCoroutine {
    /// Nothing happens before the first resume; then it may take `timeout` in all.
    pub fn new(target: &Target, timeout: Duration) -> Self {
        FetchCoroutine(Fetch::new(target, timeout))
    }
}

impl Coroutine for FetchCoroutine {
    type Output = FetchResult;

    fn resume(&mut self, core: &mut Core) -> Step<FetchResult> {
        match self.0.advance(|addr| core.register(connect(addr)?)) {
            ch04::Step::Done(result) => Step::Done(result),
            ch04::Step::NoDescriptor(error) => Step::Done(Err(FetchError::NoDescriptor(error))),
            ch04::Step::Wait(_, Some(deadline)) if core.now() >= deadline => Step::Done(self.0.time_out()),
            ch04::Step::Wait(interest, deadline) => match self.0.socket().zip(interest) {
                Some((socket, interest)) => match core.when_ready(socket, interest, deadline) {
                    Ok(wait) => Step::Wait(wait),
                    Err(error) => Step::Done(Err(FetchError::Worker(format!("the poller failed: {error}")))),
                },
                None => Step::Yield, // it waits for nothing: it has only had its turn
            },
        }
    }
}
// ANCHOR_END: fetch

/// Fetches the whole batch on this thread, a task for each target.
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let mut results: Vec<Option<FetchResult>> = targets.iter().map(|_| None).collect();
    let failure = run_batch(targets, timeout, &mut results).err();
    let missing = || match &failure {
        Some(error) => Err(FetchError::Worker(format!("the event loop ended: {error}"))),
        None => Err(FetchError::Worker("its task panicked".to_owned())),
    };
    results.into_iter().map(|result| result.unwrap_or_else(missing)).collect()
}

// ANCHOR: batch
fn run_batch(
    targets: &[Target],
    timeout: Duration,
    results: &mut [Option<FetchResult>],
) -> Result<(), LoopError> {
    let mut event_loop = EventLoop::new().map_err(LoopError::Poller)?;
    let (sender, done) = mpsc::channel();
    let mut waiting: VecDeque<usize> = (0..targets.len()).collect();
    // As many as there are descriptors for; how many those are, a refusal will tell.
    let mut at_once = targets.len();
    while !waiting.is_empty() || event_loop.tasks() > 0 {
        while event_loop.tasks() < at_once
            && let Some(index) = waiting.pop_front()
        {
            let fetch = FetchCoroutine::new(&targets[index], timeout);
            event_loop
                .create_task(format!("request {}", index + 1), Deliver::new(index, fetch, sender.clone()));
        }
        event_loop.run_once().map_err(LoopError::Poller)?;
        for (index, result) in done.try_iter() {
            if matches!(result, Err(FetchError::NoDescriptor(_))) && event_loop.tasks() > 0 {
                // The others hold all descriptors: it gets its turn when one of them has ended.
                at_once = at_once.min(event_loop.tasks());
                waiting.push_front(index);
            } else {
                results[index] = Some(result);
            }
        }
    }
    Ok(())
}
// ANCHOR_END: batch
