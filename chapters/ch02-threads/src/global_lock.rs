//! Python's global interpreter lock, made by hand: whoever computes holds it, and offers it every few steps.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lab::timeline::{self, State};

/// A lock that many threads share by taking turns, as the threads of a CPython process share its interpreter.
///
/// It is more than a mutex: its holder does not finish before the next one may begin. The rules are CPython's:
/// - A thread that has waited for [`INTERVAL`](Self::INTERVAL) asks for the lock (the *drop request*).
/// - The holder looks at the request between any two steps of its work ([`Gil::offer`]; CPython: between bytecodes).
/// - When there is one, the holder lets go, and waits until another thread really has the lock. Without this *forced*
///   hand-off the releaser, which is awake, would take it again before the sleeper is up.
/// - Around anything that blocks, the holder lets go by itself ([`Gil::release_around`]).
// ANCHOR: global_lock
#[derive(Debug, Default)]
pub struct GlobalLock {
    /// Who holds it. Locked for a few instructions at a time, never while anyone computes.
    turn: Mutex<Turn>,
    /// Told when the lock was let go: one of the waiting threads may take it.
    free: Condvar,
    /// Told when the lock was taken: the one that let go on request may queue up again.
    taken: Condvar,
    /// Somebody has waited long enough. Set by the one who waits, cleared by whoever takes the lock; read without `turn`,
    /// so that to look costs the holder next to nothing.
    drop_request: AtomicBool,
}

/// What `turn` guards.
#[derive(Debug, Default)]
struct Turn {
    /// Whether a thread holds the lock now.
    held: bool,
    /// How many times the lock has been taken. It only grows: who sees it changed knows that another turn has begun.
    taken: u64,
    /// How many times it was handed over on request.
    handed_over: u64,
}

impl GlobalLock {
    /// How long a thread waits before it asks for the lock: `sys.getswitchinterval()` in Python.
    pub const INTERVAL: Duration = Duration::from_millis(5);

    /// A lock that nobody holds.
    pub fn new() -> GlobalLock {
        GlobalLock::default()
    }

    /// Waits for the lock, and runs `work` holding it. A panic of `work` lets go of the lock and goes on.
    pub fn run<T>(&self, work: impl FnOnce(&mut Gil<'_>) -> T) -> T {
        self.acquire();
        // From here on dropping `gil` lets go, however `work` ends.
        let mut gil = Gil { lock: self };
        work(&mut gil)
    }

    // ANCHOR: acquire
    fn acquire(&self) {
        timeline::rest(State::Ready);
        let mut turn = self.turn();
        while turn.held {
            let seen = turn.taken;
            let (now, wait) =
                self.free.wait_timeout(turn, Self::INTERVAL).unwrap_or_else(PoisonError::into_inner);
            turn = now;
            // If the lock changed hands meanwhile, this holder's turn is still young: wait another interval.
            if wait.timed_out() && turn.held && turn.taken == seen {
                self.drop_request.store(true, SeqCst);
            }
        }
        turn.held = true;
        turn.taken += 1;
        self.drop_request.store(false, SeqCst);
        self.taken.notify_all();
        drop(turn);
        timeline::rest(State::Running);
    }

    fn release(&self) -> u64 {
        let mut turn = self.turn();
        turn.held = false;
        self.free.notify_one();
        turn.taken
    }

    /// Lets go, and comes back when another thread has had the lock.
    fn hand_over(&self) {
        let mine = self.release();
        let mut turn = self.turn();
        turn.handed_over += 1;
        // Whoever asked is still waiting: asking threads do not give up. So the lock will be taken.
        while turn.taken == mine {
            turn = self.taken.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        drop(turn);
        self.acquire();
    }
    // ANCHOR_END: acquire
    // ANCHOR_END: global_lock

    /// How many times a holder has let go because another thread asked.
    pub fn handed_over(&self) -> u64 {
        self.turn().handed_over
    }

    /// Nothing that can panic runs under this mutex, so a poisoned one would still be right.
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lock, held. Borrowed from [`GlobalLock::run`], so it cannot be kept.
pub struct Gil<'a> {
    /// Held by this thread for as long as this value lives, but inside `offer` and `release_around`.
    lock: &'a GlobalLock,
}

impl Gil<'_> {
    // ANCHOR: offer
    /// The check point: when another thread has asked for the lock, it gets it now, and this one waits for its next turn.
    /// Otherwise it is one look at a flag.
    pub fn offer(&mut self) {
        if self.lock.drop_request.load(SeqCst) {
            self.lock.hand_over();
        }
    }
    // ANCHOR_END: offer

    /// Lets go of the lock while `blocking` runs, so that others may compute meanwhile, and waits for it afterwards.
    ///
    /// `blocking` must not touch what the lock guards. In C that is a rule in a manual; here the borrow of `self` sees to it
    /// that at least the lock itself is out of reach.
    // ANCHOR: release_around
    pub fn release_around<T>(&mut self, blocking: impl FnOnce() -> T) -> T {
        /// Takes the lock back, also when `blocking` panics: whoever holds a `Gil` holds the lock.
        struct TakeBack<'a>(&'a GlobalLock);
        impl Drop for TakeBack<'_> {
            fn drop(&mut self) {
                self.0.acquire();
            }
        }
        self.lock.release();
        let _take_back = TakeBack(self.lock);
        blocking()
    }
    // ANCHOR_END: release_around
}

impl Drop for Gil<'_> {
    fn drop(&mut self) {
        self.lock.release();
    }
}

impl fmt::Debug for Gil<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gil (held)")
    }
}
