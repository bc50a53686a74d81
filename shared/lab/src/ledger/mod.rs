//! What a run cost: wall time, CPU time, threads, context switches, memory.
//!
//! # Implementation
//! [`Ledger::measure`] reads the system's own counters before and after (they never run backwards) and writes down
//! the difference. Only the peak of memory and of threads cannot be had as a difference: the first belongs to the
//! whole life of a process, the second is begun anew ([`crate::thread::reset_peak`]).

mod json;
mod sys;
mod table;
pub mod tally;

use std::time::{Duration, Instant};

use crate::fetch::FetchResult;

pub(crate) use table::seconds;
pub use table::thousands;

/// What a run cost. `None` where the system does not tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The model's name.
    pub model: String,
    /// How many requests, where the run was about requests.
    pub requests: Option<u64>,
    /// How many of them brought a response.
    pub ok: Option<u64>,
    /// How many did not.
    pub failed: Option<u64>,
    /// From start to end.
    pub wall: Duration,
    /// User and system time of this process and of children that have ended and been waited for meanwhile.
    pub cpu: Option<Duration>,
    /// The largest number of threads alive at one instant (see [`crate::thread`]).
    pub threads: u64,
    /// Context switches because a thread had to wait.
    pub voluntary_switches: Option<u64>,
    /// Context switches because a thread was made to give way.
    pub involuntary_switches: Option<u64>,
    /// The most memory this process has ever had resident, in KiB. It never falls, so models that are to be compared
    /// run in processes of their own.
    pub peak_rss_kib: Option<u64>,
    /// From chapter 4 on: how many times the program asked a socket that had nothing for it yet.
    pub asked: Option<u64>,
    /// And how many times it was told that one has.
    pub told: Option<u64>,
}

impl Ledger {
    /// Runs `f` and writes down what it cost. One measurement at a time: the counts belong to the whole process.
    // ANCHOR: measure
    pub fn measure<T>(model: impl Into<String>, f: impl FnOnce() -> T) -> (T, Ledger) {
        crate::thread::reset_peak();
        let tally = tally::counts();
        let before = sys::usage();
        let start = Instant::now();

        let result = f();

        let wall = start.elapsed();
        let after = sys::usage();
        let since = |count: fn(&sys::Usage) -> u64| Some(count(after.as_ref()?) - count(before.as_ref()?));
        let tally = tally::counts().since(tally);
        let ledger = Ledger {
            model: model.into(),
            wall,
            cpu: after.zip(before).map(|(after, before)| after.cpu.saturating_sub(before.cpu)),
            threads: crate::thread::peak(),
            voluntary_switches: since(|usage| usage.voluntary_switches),
            involuntary_switches: since(|usage| usage.involuntary_switches),
            peak_rss_kib: sys::peak_rss_kib(),
            asked: tally.map(|counts| counts.asked),
            told: tally.map(|counts| counts.told),
            ..Ledger::default()
        };
        (result, ledger)
    }
    // ANCHOR_END: measure

    /// Writes down how many requests there were, and how they ended.
    pub fn count(&mut self, results: &[FetchResult]) {
        let ok = results.iter().filter(|result| result.is_ok()).count() as u64;
        self.requests = Some(results.len() as u64);
        self.ok = Some(ok);
        self.failed = Some(results.len() as u64 - ok);
    }

    /// One JSON object on one line, with the keys that CONTRACT names, in that order; null where the system does not
    /// tell.
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// The other way round, for ledgers that come from a child process. `None` when the text is no ledger.
    pub fn from_json(text: &str) -> Option<Ledger> {
        json::read(text)
    }

    /// Several side by side, a row each, with only the columns that any of them fills.
    pub fn table(ledgers: &[Ledger]) -> String {
        table::draw(ledgers)
    }
}

/// CPU time (user and system) this thread has had so far, where the system tells.
pub fn thread_cpu() -> Option<Duration> {
    sys::thread_cpu()
}

/// CPU time (user and system) this process has had so far, where the system tells.
pub fn process_cpu() -> Option<Duration> {
    sys::process_cpu()
}
