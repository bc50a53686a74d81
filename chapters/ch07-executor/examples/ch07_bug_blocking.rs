//! Bug: a task blocks; the thread is everybody's, so nobody else goes on either.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_blocking
//! ```
//!
//! Any call that waits without `await` does it: `std::thread::sleep`, a file, a name look-up, a lock that is held. In an
//! `async fn` it looks as harmless as any other call, and the compiler has nothing to say.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use ch07_executor::{Clock, ClockPark, LocalExecutor, sleep_on};
use lab::say;

/// From tick to tick.
const EVERY: Duration = Duration::from_millis(20);
/// How long the other task waits.
const WAIT: Duration = Duration::from_millis(300);

/// What the ticker has seen.
#[derive(Default)]
struct Seen {
    /// Ticks so far.
    ticks: Cell<u32>,
    /// The longest time from one tick to the next.
    longest: Cell<Duration>,
}

async fn tick(clock: Clock, seen: Rc<Seen>) {
    let mut last = Instant::now();
    loop {
        sleep_on(&clock, EVERY).await;
        seen.ticks.update(|ticks| ticks + 1);
        seen.longest.update(|longest| longest.max(last.elapsed()));
        last = Instant::now();
    }
}

/// Runs a task beside a ticker: how many ticks came while the task waited, and the longest gap there was.
fn beside<F: Future<Output = ()> + 'static>(wait: impl FnOnce(Clock) -> F) -> (u32, Duration) {
    let clock = Clock::new();
    let mut executor = LocalExecutor::new(ClockPark::new(&clock));
    let (spawner, seen) = (executor.spawner(), Rc::<Seen>::default());
    drop(spawner.spawn(tick(clock.clone(), Rc::clone(&seen))));
    let ticks = executor.block_on(async {
        sleep_on(&clock, EVERY * 2).await; // the ticker ticks
        let before = seen.ticks.get();
        wait(clock.clone()).await;
        let during = seen.ticks.get() - before;
        sleep_on(&clock, EVERY * 2).await; // the gap, if there was one, is over
        during
    });
    (ticks, seen.longest.get())
}

fn main() {
    // ANCHOR: blocking
    let (ticks, gap) = beside(|_| async { thread::sleep(WAIT) });
    say!("wrong: blocks {WAIT:?}: {ticks} ticks meanwhile, the longest gap {} ms", gap.as_millis());
    // Repair: await. What cannot be awaited belongs on another thread: chapter 8's `spawn_blocking`.
    let (ticks, gap) = beside(|clock| async move { sleep_on(&clock, WAIT).await });
    say!("right: awaits {WAIT:?}: {ticks} ticks meanwhile, the longest gap {} ms", gap.as_millis());
    // ANCHOR_END: blocking
}
