//! The load on one server: a thread for each kind of client.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{good, hostile};
use crate::client::Client;
use crate::patience::{self, Must};

/// The name of the clients' threads: what they panic with is counted, and need not be printed as well.
pub const THREAD: &str = "client";
/// So many failures are told in words; the others only counted.
const TOLD: usize = 5;

/// A kind of client.
#[derive(Debug)]
pub(super) struct Kind {
    /// As the report calls it.
    pub(super) name: &'static str,
    /// One round of it: how many requests were answered as they must be, or how many hostile acts were done. It panics,
    /// with words, where an answer is not as it must be.
    pub(super) round: fn(&mut Visit) -> u64,
    /// Between two rounds.
    pub(super) pause: Duration,
}

/// What a client of some kind knows from round to round.
#[derive(Debug)]
pub(super) struct Visit {
    /// The server.
    pub(super) addr: SocketAddr,
    /// Which round it is, from 0.
    pub(super) round: usize,
    /// A connection that it keeps; gone after a failure.
    pub(super) kept: Option<Client>,
    /// The answers as they must be, byte by byte.
    pub(super) right: Arc<good::Right>,
}

impl Visit {
    /// A new connection.
    #[track_caller]
    pub(super) fn connect(&self) -> Client {
        Client::connect(self.addr)
    }
}

/// What the clients of one kind have done.
#[derive(Clone, Debug)]
pub struct Done {
    /// The kind.
    pub kind: &'static str,
    /// Whether its clients are hostile.
    pub hostile: bool,
    /// Requests that were answered as they must be, or hostile acts.
    pub count: u64,
    /// Rounds that ended with an answer that was not as it must be, or with none.
    pub failed: u64,
    /// The first failures, in words.
    pub words: Vec<String>,
}

/// Tells all clients, once, that it is enough.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    pub(super) fn now(&self) {
        *self.flag() = true;
        self.0.1.notify_all();
    }

    /// Waits so long, but not beyond the stop. Whether it is enough.
    fn pause(&self, pause: Duration) -> bool {
        let waited = self.0.1.wait_timeout_while(self.flag(), pause, |stop| !*stop);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Whoever held it has not panicked in between: it is set in one step.
    fn flag(&self) -> MutexGuard<'_, bool> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The clients of one server.
#[derive(Debug)]
pub(super) struct Load(Vec<JoinHandle<Done>>);

impl Load {
    /// Starts them, once it is known how this server's answers look.
    pub(super) fn start(addr: SocketAddr, stop: &Stop) -> Load {
        let right = Arc::new(good::Right::learn(&mut Client::connect(addr)));
        let all = good::KINDS
            .iter()
            .map(|kind| (kind, false))
            .chain(hostile::KINDS.iter().map(|kind| (kind, true)));
        let start = |(kind, hostile): (&'static Kind, bool)| {
            let visit = Visit { addr, round: 0, kept: None, right: Arc::clone(&right) };
            let stop = stop.clone();
            let body = move || visits(kind, hostile, visit, &stop);
            thread::Builder::new().name(THREAD.into()).spawn(body).must("start a client's thread")
        };
        Load(all.map(start).collect())
    }

    /// What they have done. To be asked once they were told to stop.
    pub(super) fn join(self) -> Vec<Done> {
        self.0.into_iter().map(|client| client.join().ok().must("join a client's thread")).collect()
    }
}

/// Round after round, until it is enough.
fn visits(kind: &Kind, hostile: bool, mut visit: Visit, stop: &Stop) -> Done {
    let mut done = Done { kind: kind.name, hostile, count: 0, failed: 0, words: Vec::new() };
    loop {
        match catch_unwind(AssertUnwindSafe(|| (kind.round)(&mut visit))) {
            Ok(count) => done.count += count,
            Err(panic) => {
                done.failed += 1;
                visit.kept = None;
                if done.words.len() < TOLD {
                    let words = patience::words_of(panic.as_ref());
                    done.words.push(format!("{}, round {}: {words}", kind.name, visit.round));
                }
            }
        }
        visit.round += 1;
        if stop.pause(kind.pause) {
            return done;
        }
    }
}
