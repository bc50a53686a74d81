//! A task that ticks, and keeps count of how late it was.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch08_runtime::{JoinHandle, interval, sleep, spawn_named};

/// A program's spinner: ticks in equal steps until it is stopped.
pub(crate) struct Ticker {
    /// From tick to tick.
    every: Duration,
    /// What it has seen; the task writes it.
    seen: Rc<Cell<Seen>>,
    /// The task.
    task: JoinHandle<()>,
}

/// What a ticker has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Ticks so far.
    pub(crate) ticks: u32,
    /// The longest time from one tick to the next.
    pub(crate) longest: Duration,
}

impl Ticker {
    /// Starts it, as a task of the current runtime.
    pub(crate) fn start(every: Duration) -> Ticker {
        let seen = Rc::<Cell<Seen>>::default();
        let task = spawn_named("spinner", tick(every, Rc::clone(&seen)));
        Ticker { every, seen, task }
    }

    /// Waits for three more ticks, stops it, and tells what it has seen.
    pub(crate) async fn stop(self) -> Seen {
        sleep(self.every * 3).await;
        self.task.cancel();
        let _ = self.task.await; // cancelled, as we have asked for
        self.seen.get()
    }
}

async fn tick(every: Duration, seen: Rc<Cell<Seen>>) {
    let mut clock = interval(every);
    let mut last: Option<Instant> = None;
    loop {
        clock.tick().await;
        let now = Instant::now(); // and not the time at which the tick was due: the reader sees it now
        let Seen { ticks, longest } = seen.get();
        let gap = last.map_or(Duration::ZERO, |last| now - last);
        seen.set(Seen { ticks: ticks + 1, longest: longest.max(gap) });
        last = Some(now);
    }
}

/// In milliseconds, for sentences.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
