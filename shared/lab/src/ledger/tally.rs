//! Counts of *asked* and *told*, kept by the chapters' own wrappers (chapter 4 on), for the whole process: a chapter
//! may ask from several threads, and the bill is one.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// How many times a socket was asked and had nothing. Only ever grows.
static ASKED: AtomicU64 = AtomicU64::new(0);
/// How many times a poller told of a socket. Only ever grows.
static TOLD: AtomicU64 = AtomicU64::new(0);

/// A socket was asked and had nothing (`WouldBlock`).
pub fn asked() {
    ASKED.fetch_add(1, SeqCst);
}

/// The poller told of this many sockets.
pub fn told(events: usize) {
    TOLD.fetch_add(events as u64, SeqCst);
}

/// Both counts, read at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// See [`asked`].
    pub(super) asked: u64,
    /// See [`told`].
    pub(super) told: u64,
}

impl Counts {
    /// What came after `earlier`; `None` when nothing did: then the run was not about asking and telling.
    pub(super) fn since(self, earlier: Counts) -> Option<Counts> {
        let counts = Counts { asked: self.asked - earlier.asked, told: self.told - earlier.told };
        (counts.asked > 0 || counts.told > 0).then_some(counts)
    }
}

/// The counts so far.
pub(super) fn counts() -> Counts {
    Counts { asked: ASKED.load(SeqCst), told: TOLD.load(SeqCst) }
}
