//! The same fetches, and a thread that sleeps until it is told.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::ledger::tally;
use lab::timeline::{self, Kind, Lane, State};
use polling::{Events, Poller};

use crate::busy::never_ended;
use crate::{Fetch, Source, Step, connect};

/// `poll`, for comparisons.
pub const MODEL: Model = Model { name: "poll", chapter: "ch04", fetch_all };

/// Fetches the whole batch on this thread. All waits overlap, and the thread sleeps in the poller until a socket is
/// ready or the next fetch has taken too long.
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let mut batch = match Poller::new() {
        Ok(poller) => Batch::new(Arc::new(poller), targets, timeout),
        Err(error) => return targets.iter().map(|_| Err(no_poller(&error))).collect(),
    };
    if let Err(error) = batch.run() {
        for result in batch.results.iter_mut().filter(|result| result.is_none()) {
            *result = Some(Err(no_poller(&error)));
        }
    }
    batch.results.into_iter().map(|result| result.unwrap_or_else(never_ended)).collect()
}

/// A fetch that has been started: the state machine, and its lane in the picture.
type Started = (Fetch<Source<std::net::TcpStream>>, Lane);

/// A batch under way.
struct Batch<'t> {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// What to fetch; a target's index is its fetch's key with the poller, used once (invariant I2).
    targets: &'t [Target],
    /// For each fetch, from connect to last byte.
    timeout: Duration,
    /// Targets that are not started, in order. They stay here while there is no descriptor for them.
    waiting: VecDeque<usize>,
    /// By target: the fetch, from its start to its end.
    started: Vec<Option<Started>>,
    /// How many of them there are.
    running: usize,
    /// When the running ones will have taken too long. All have the same limit, so who started first is due first;
    /// an entry whose fetch is over by then is passed over. Chapter 5 needs limits of any length: `Timers`.
    due: VecDeque<(Instant, usize)>,
    /// By target: how it ended.
    results: Vec<Option<FetchResult>>,
}

impl<'t> Batch<'t> {
    fn new(poller: Arc<Poller>, targets: &'t [Target], timeout: Duration) -> Self {
        Batch {
            poller,
            targets,
            timeout,
            waiting: (0..targets.len()).collect(),
            started: targets.iter().map(|_| None).collect(),
            running: 0,
            due: VecDeque::new(),
            results: targets.iter().map(|_| None).collect(),
        }
    }

    // ANCHOR: poll_loop
    // ANCHOR: wait
    /// Runs until every target has its result.
    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::new();
        self.start_waiting();
        while self.running > 0 {
            // The only place where this thread waits: until a socket is ready, or a fetch has taken too long.
            let patience = self.due.front().map(|(at, _)| at.saturating_duration_since(Instant::now()));
            events.clear();
            timeline::rest(State::Asleep);
            self.poller.wait(&mut events, patience)?;
            tally::told(events.len());
            for event in events.iter() {
                self.advance(event.key);
            }
            self.give_up_on_the_late();
            self.start_waiting();
        }
        Ok(())
    }

    // ANCHOR_END: wait
    // ANCHOR: advance
    /// Lets one fetch go on until its next wait, and asks the poller for just that readiness.
    fn advance(&mut self, key: usize) {
        // An event may come for a fetch that has just ended: there is nobody to tell, and nothing lost.
        let Some((fetch, lane)) = &mut self.started[key] else { return };
        timeline::run_task(*lane);
        let result = match fetch.advance(|addr| Source::new(&self.poller, connect(addr)?, key)) {
            Step::Wait(interest, _) => match fetch.socket().zip(interest) {
                Some((socket, interest)) => match socket.arm(interest.event(key)) {
                    Ok(()) => return timeline::mark(*lane, State::Waiting),
                    Err(error) => Err(no_poller(&error)),
                },
                None => never_ended(),
            },
            Step::NoDescriptor(_) if self.running > 1 => {
                // One of the others will end and give its descriptor back. Until then this one is not started.
                self.waiting.push_front(key);
                self.started[key] = None;
                self.running -= 1;
                return;
            }
            Step::NoDescriptor(error) => Err(FetchError::NoDescriptor(error)),
            Step::Done(result) => result,
        };
        self.finish(key, result);
    }
    // ANCHOR_END: advance
    // ANCHOR_END: poll_loop

    /// Starts what is waiting, in order, until there is no descriptor for the next.
    fn start_waiting(&mut self) {
        while let Some(key) = self.waiting.pop_front() {
            let lane = timeline::lane(Kind::Task, || format!("request {}", key + 1));
            self.started[key] = Some((Fetch::new(&self.targets[key], self.timeout), lane));
            self.running += 1;
            self.advance(key);
            match &self.started[key] {
                Some((fetch, _)) => self.due.extend(fetch.deadline().map(|at| (at, key))),
                None if self.waiting.front() == Some(&key) => break, // no descriptor: later
                None => {}                                           // it ended at once
            }
        }
    }

    fn give_up_on_the_late(&mut self) {
        let now = Instant::now();
        while let Some(&(at, key)) = self.due.front()
            && at <= now
        {
            self.due.pop_front();
            if let Some((fetch, _)) = &mut self.started[key] {
                let result = fetch.time_out();
                self.finish(key, result);
            }
        }
    }

    fn finish(&mut self, key: usize, result: FetchResult) {
        if let Some((_, lane)) = self.started[key].take() {
            timeline::mark(lane, State::Gone);
            self.running -= 1;
        }
        self.results[key] = Some(result);
    }
}

fn no_poller(error: &io::Error) -> FetchError {
    FetchError::Worker(format!("the poller failed: {error}"))
}
