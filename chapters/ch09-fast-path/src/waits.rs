//! What a task waits for, in a byte and a word.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::Interest;
use ch07_executor::{TaskId, WaitsFor};

use crate::task::Stage;

/// Packs what tasks wait for: a [`WaitsFor`] takes three words, and each task would carry them for the sake of a dump that
/// is made once a day.
#[derive(Debug)]
pub(crate) struct Notebook {
    /// Times are counted from here, in nanoseconds: that is enough for five centuries, and what is later is listed as then.
    start: Instant,
    /// Every name that was ever waited for. They stand in the source, so there are few.
    names: RefCell<Vec<&'static str>>,
}

impl Notebook {
    /// An empty one.
    pub(crate) fn new() -> Notebook {
        Notebook { start: Instant::now(), names: RefCell::default() }
    }

    /// In a byte and a word.
    #[inline]
    pub(crate) fn pack(&self, waits_for: Option<WaitsFor>) -> (Stage, u64) {
        match waits_for {
            Some(WaitsFor::Socket(key, Interest::Readable)) => (Stage::Reads, key as u64),
            Some(WaitsFor::Socket(key, Interest::Writable)) => (Stage::Writes, key as u64),
            Some(WaitsFor::Time(at)) => {
                let from_start = at.saturating_duration_since(self.start).as_nanos();
                (Stage::Sleeps, u64::try_from(from_start).unwrap_or(u64::MAX))
            }
            Some(WaitsFor::Task(id)) => (Stage::Joins, id.number()),
            Some(WaitsFor::Named(name)) => (Stage::Named, self.place(name)),
            _ => (Stage::Alive, 0),
        }
    }

    /// As it was.
    pub(crate) fn unpack(&self, stage: Stage, number: u64) -> Option<WaitsFor> {
        match stage {
            Stage::Reads => Some(WaitsFor::Socket(number as usize, Interest::Readable)),
            Stage::Writes => Some(WaitsFor::Socket(number as usize, Interest::Writable)),
            Stage::Sleeps => self.start.checked_add(Duration::from_nanos(number)).map(WaitsFor::Time),
            Stage::Joins => Some(WaitsFor::Task(TaskId::from_number(number))),
            Stage::Named => self.names.borrow().get(number as usize).copied().map(WaitsFor::Named),
            _ => None,
        }
    }

    fn place(&self, name: &'static str) -> u64 {
        let mut names = self.names.borrow_mut();
        let known = names.iter().position(|known| std::ptr::eq(*known, name) || *known == name);
        let place = known.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        place as u64
    }
}
