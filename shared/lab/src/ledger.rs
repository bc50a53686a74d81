//! What a run cost: wall time, CPU time, threads, context switches, memory.

use std::time::Duration;

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
    /// Runs `f` and writes down what it cost.
    pub fn measure<T>(_model: impl Into<String>, _f: impl FnOnce() -> T) -> (T, Ledger) {
        todo!()
    }
    /// One JSON object on one line, with the keys that CONTRACT names; null where the system does not tell.
    pub fn to_json(&self) -> String {
        todo!()
    }
    /// The other way round, for ledgers that come from a child process.
    pub fn from_json(_text: &str) -> Option<Ledger> {
        todo!()
    }
    /// Several side by side, a row each, with only the columns that any of them fills.
    pub fn table(_ledgers: &[Ledger]) -> String {
        todo!()
    }
}

/// Counts of *asked* and *told*, kept by the chapters' own wrappers (chapter 4 on), of this thread.
pub mod tally {
    /// A socket was asked and had nothing (`WouldBlock`).
    pub fn asked() {
        todo!()
    }
    /// The poller told of this many sockets.
    pub fn told(_events: usize) {
        todo!()
    }
}

/// CPU time (user and system) this thread has had so far, where the system tells.
pub fn thread_cpu() -> Option<Duration> {
    todo!()
}

/// CPU time (user and system) this process has had so far, where the system tells.
pub fn process_cpu() -> Option<Duration> {
    todo!()
}
