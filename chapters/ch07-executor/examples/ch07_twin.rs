//! What `twin.py` does, in Rust: spawn, join_all, three tasks, a lost update.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_twin
//! $ python3 chapters/ch07-executor/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::time::{Duration, Instant};

use ch07_executor::{
    Clock, ClockPark, JoinError, LocalExecutor, Spawner, Timer, join_all, sleep_on, yield_now,
};
use lab::say;

/// The clock that jumps, and when it was set going.
#[derive(Clone)]
struct Time {
    clock: Clock,
    start: Instant,
}

impl Time {
    fn say(&self, what: &str) {
        say!("{} s: {what}", (self.clock.now() - self.start).as_secs());
    }

    async fn sleep(&self, seconds: u64) {
        sleep_on(&self.clock, Duration::from_secs(seconds)).await;
    }

    /// Computes: nothing else happens meanwhile.
    fn work(&self, seconds: u64) {
        self.clock.work(Duration::from_secs(seconds));
    }
}

// ANCHOR: twin
async fn request(time: &Time, seconds: u64) -> u64 {
    time.sleep(seconds).await;
    time.say(&format!("the answer that takes {seconds} s is here"));
    seconds
}

async fn one_await_after_another(time: &Time) {
    for seconds in [3, 1, 2] {
        request(time, seconds).await;
    }
}

async fn gathered(time: &Time) {
    let answers = join_all([3, 1, 2].map(|seconds| request(time, seconds))).await;
    let answers: Vec<String> = answers.iter().map(u64::to_string).collect();
    time.say(&format!("gathered, in the order of asking: {}", answers.join(", ")));
}

async fn task(time: Time, number: u32) {
    time.work(1);
    time.say(&format!("task {number} has asked"));
    time.sleep(2).await;
    time.work(1);
    time.say(&format!("task {number} is done"));
}

async fn three_tasks(time: &Time, spawner: &Spawner) -> Result<(), JoinError> {
    let tasks = [1, 2, 3].map(|number| spawner.spawn(task(time.clone(), number)));
    time.say("three tasks are made; none has begun");
    for made in tasks {
        made.await?;
    }
    Ok(())
}

async fn adds_one(count: &Cell<u32>, switch: bool) {
    let seen = count.get();
    if switch {
        yield_now().await; // others have their turn: what was read is old now
    }
    count.set(seen + 1);
}
// ANCHOR_END: twin

fn main() -> Result<(), JoinError> {
    let clock = Clock::virtual_time();
    let mut executor = LocalExecutor::new(ClockPark::new(&clock));
    let spawner = executor.spawner();
    let time = Time { start: clock.now(), clock };
    executor.block_on(async {
        one_await_after_another(&time).await;
        gathered(&time).await;
        three_tasks(&time, &spawner).await?;
        for (switch, how) in [(true, "with"), (false, "without")] {
            let count = Cell::new(0);
            join_all((0..10).map(|_| adds_one(&count, switch))).await;
            time.say(&format!("ten tasks add one, {how} an await in between: {}", count.get()));
        }
        Ok(())
    })
}
