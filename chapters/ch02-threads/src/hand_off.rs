//! From one thread to another, and back.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::join::join_all;

// ANCHOR: ping_pong
/// Whose turn it is, and the bell that says so.
#[derive(Default)]
struct Table {
    /// True: the ball is with the partner.
    over_there: Mutex<bool>,
    /// Rung at each throw.
    thrown: Condvar,
}

impl Table {
    /// Waits, asleep, until the ball is on this side, and throws it over. (A channel would do, but a good one spins for a
    /// while before it sleeps, and then nobody is woken and nothing is measured.)
    fn play(&self, side: bool) {
        let mut over_there = self.over_there.lock().unwrap_or_else(PoisonError::into_inner);
        while *over_there != side {
            over_there = self.thrown.wait(over_there).unwrap_or_else(PoisonError::into_inner);
        }
        *over_there = !side;
        self.thrown.notify_one();
    }
}

/// Two threads throw a ball to each other, there and back so many times; gives how long that took. One of them is
/// always asleep, until the other wakes it.
///
/// # Errors
/// The system has no thread to give.
pub fn ping_pong(rounds: u64) -> io::Result<Duration> {
    let table = Arc::new(Table::default());
    let there = Arc::clone(&table);
    let partner = lab::thread::spawn("pong", move || (0..rounds).for_each(|_| there.play(true)))?;
    let start = Instant::now();
    (0..rounds).for_each(|_| table.play(false));
    join_all(vec![partner]);
    Ok(start.elapsed())
}
// ANCHOR_END: ping_pong
