//! How long a work is done, and what it came to.

use std::fmt;
use std::io;
use std::time::{Duration, Instant};

use crate::{Spent, Window};

/// How much of a work is done.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many things make one batch.
    pub size: usize,
    /// When it is enough.
    pub enough: Enough,
}

/// When a work has been done often enough.
#[derive(Clone, Copy, Debug)]
pub enum Enough {
    /// With the first batch that ends after so long: for times.
    After(Duration),
    /// After so many batches: for counts, which must be the same each time.
    Batches(usize),
}

/// What a work came to.
#[derive(Debug)]
pub enum Report {
    /// So many operations, and what they cost.
    Cost(u64, Spent),
    /// Numbers with their names.
    Numbers(Vec<(&'static str, f64)>),
}

impl Plan {
    /// Does a batch, as a warm-up, and then measures as many as it takes. A batch has `operations`.
    pub async fn measure(&self, operations: usize, mut batch: impl AsyncFnMut()) -> io::Result<Report> {
        batch().await;
        let (mut done, start, window) = (0, Instant::now(), Window::open(&[])?);
        loop {
            batch().await;
            done += 1;
            let enough = match self.enough {
                Enough::After(time) => start.elapsed() >= time,
                Enough::Batches(n) => done >= n,
            };
            if enough {
                return Ok(Report::Cost((done * operations) as u64, window.close()?));
            }
        }
    }
}

impl fmt::Display for Report {
    /// The one line that `cargo x race` reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::Cost(operations, spent) => write!(
                f,
                "operations={operations} wall_ns={} cpu_ns={} foreign_ns={} stolen_ns={}",
                spent.wall.as_nanos(),
                spent.own.as_nanos(),
                spent.foreign.as_nanos(),
                spent.stolen.as_nanos()
            ),
            Report::Numbers(numbers) => {
                for (index, (name, number)) in numbers.iter().enumerate() {
                    let between = if index == 0 { "" } else { " " };
                    write!(f, "{between}{name}={number}")?;
                }
                Ok(())
            }
        }
    }
}
