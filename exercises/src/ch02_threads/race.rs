//! # The seat that was sold twice
//!
//! - minutes: 10
//! - idea: a lock around each step protects the step; only a lock around look *and* act protects the decision
//! - page: chapters/ch02-threads/README.md#where-it-breaks
//!
//! [`Show::book`] looks whether a seat is free, takes the money, and writes the name down. Each access is under the lock,
//! and still two people pay for one seat. Repair it:
//! - Nobody pays for a seat that they do not get. Whoever asks for a seat while another is paying for it is told at once
//!   that it is taken.
//! - To pay takes long. Meanwhile others book other seats, so the lock must not be held.
//! - When the payment fails, the seat is free again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// One evening, and who has which seat.
#[derive(Debug, Default)]
pub struct Show {
    /// Seats that are not free, and for whom.
    taken: Mutex<BTreeMap<u32, String>>,
}

impl Show {
    /// Books the seat for `name` if it is free and `pay` says that the money has come. Says whether it is booked.
    pub fn book(&self, seat: u32, name: &str, pay: impl FnOnce() -> bool) -> bool {
        // TODO: Make one step of the look and the decision. Where may the lock be given back, and what if nobody pays?
        if self.lock().contains_key(&seat) {
            return false;
        }
        let paid = pay();
        if paid {
            self.lock().insert(seat, name.to_owned());
        }
        paid
    }

    /// Whose seat it is.
    pub fn holder(&self, seat: u32) -> Option<String> {
        self.lock().get(&seat).cloned()
    }

    /// The lock. Others run first, each time: a thread may be interrupted anywhere, and here it is.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, String>> {
        thread::yield_now();
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
