//! The executor's smallest work, on chapter 7's parts or on this chapter's, to be counted by the instruction.
//!
//! ```console
//! $ cargo build --release -p ch09-fast-path --example ch09_count
//! $ valgrind --tool=callgrind target/release/examples/ch09_count fast spawn 1000 20
//! ```
//!
//! One run does the work so many times over; the difference between 20 rounds and 10 has no start and no end in it.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use ch05_event_loop::Timers;
use ch06_waker::Parker;
use ch09_fast_path::wheel::Wheel;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [parts, work, size, rounds] = &arguments[..] else {
        lab::say!("ch09_count (plain|fast) (spawn|yield|wake|timers|time-outs) SIZE ROUNDS");
        std::process::exit(2);
    };
    let size: usize = size.parse().unwrap_or(1_000);
    let rounds: usize = rounds.parse().unwrap_or(1);
    for _ in 0..rounds {
        match (&**work, &**parts) {
            ("timers", "plain") => timers!(Timers, size),
            ("timers", _) => timers!(Wheel, size),
            ("time-outs", "plain") => time_outs!(Timers, size),
            ("time-outs", _) => time_outs!(Wheel, size),
            (_, "plain") => in_tasks!(ch07_executor, work, size),
            _ => in_tasks!(ch09_fast_path::executor, work, size),
        }
    }
}

/// The same source on two executors: their types are different.
macro_rules! in_tasks {
    ($executor:path, $work:expr, $size:expr) => {{
        use $executor as chapter;
        let mut executor = chapter::LocalExecutor::new(Parker::new());
        let spawner = executor.spawner();
        let size = $size;
        executor.block_on(async {
            match &**$work {
                "spawn" => {
                    let tasks: Vec<_> = (0..size).map(|n| spawner.spawn(async move { n })).collect();
                    for (n, task) in tasks.into_iter().enumerate() {
                        assert_eq!(task.await, Ok(n));
                    }
                }
                "yield" => {
                    for _ in 0..size {
                        ch06_waker::yield_now().await;
                    }
                }
                // Two tasks that call one another.
                "wake" => {
                    let other = std::rc::Rc::new(std::cell::Cell::new(None::<Waker>));
                    let tasks = [(); 2].map(|()| {
                        let other = std::rc::Rc::clone(&other);
                        spawner.spawn(async move {
                            for _ in 0..size / 2 {
                                let mut called = false;
                                poll_fn(|cx| {
                                    if called {
                                        return Poll::Ready(());
                                    }
                                    called = true;
                                    if let Some(other) = other.replace(Some(cx.waker().clone())) {
                                        other.wake();
                                    }
                                    Poll::Pending
                                })
                                .await;
                            }
                            // The last one has nobody who calls.
                            if let Some(other) = other.take() {
                                other.wake();
                            }
                        })
                    });
                    for task in tasks {
                        assert_eq!(task.await, Ok(()));
                    }
                }
                unknown => panic!("no such work: {unknown}"),
            }
        });
    }};
}
/// All set, all due within 50 ms, and fired ms by ms.
macro_rules! timers {
    ($table:ident, $size:expr) => {{
        let (mut timers, size) = ($table::new(), $size);
        let start = Instant::now();
        let mut random = 1_u64;
        for _ in 0..size {
            // The times are in no order (Knuth's generator).
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            timers.insert(start + Duration::from_nanos((random >> 33) % 50_000_000), Waker::noop().clone());
        }
        let mut woken = Vec::new();
        for ms in 0..=50 {
            timers.fire(start + Duration::from_millis(ms), &mut woken);
            woken.clear();
        }
        assert!(timers.is_empty());
    }};
}

/// A thousand connections, each with a time-out of 30 s that never comes: it is unset, and set again.
macro_rules! time_outs {
    ($table:ident, $size:expr) => {{
        let (mut timers, size) = ($table::new(), $size);
        let mut now = Instant::now();
        let limit = Duration::from_secs(30);
        let mut keys: Vec<_> =
            (0..1_000).map(|_| timers.insert(now + limit, Waker::noop().clone())).collect();
        for n in 0..size {
            now += Duration::from_micros(5);
            let key = &mut keys[n % 1_000];
            assert!(timers.cancel(*key).is_some());
            *key = timers.insert(now + limit, Waker::noop().clone());
        }
    }};
}
use {in_tasks, time_outs, timers};
