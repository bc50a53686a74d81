//! What the executor notes of itself, step by step, is what it does.
#![allow(clippy::unwrap_used, missing_docs)]

use std::future::poll_fn;
use std::process::Command;
use std::task::Poll;
use std::time::Duration;

use ch07_executor::{Clock, ClockPark, LocalExecutor, join_all, sleep_on};
use lab::steps::{self, Film};

/// Gives way so many times.
async fn give_way(mut times: u32) {
    poll_fn(|cx| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn yields_timers_and_joins_hold_the_rules_on_both_clocks() {
    for clock in [Clock::new(), Clock::virtual_time()] {
        let ((), steps) = steps::record(|| {
            let mut executor = LocalExecutor::new(ClockPark::new(&clock));
            let spawner = executor.spawner();
            let tasks = [(0, 30), (2, 10), (1, 0), (3, 20)].map(|(yields, ms)| {
                let clock = clock.clone();
                spawner.spawn(async move {
                    give_way(yields).await;
                    sleep_on(&clock, Duration::from_millis(ms)).await;
                })
            });
            executor.block_on(async { join_all(tasks).await.into_iter().for_each(Result::unwrap) });
        });
        let film = steps.film().unwrap().unwrap();
        steps::check(&film).unwrap();
        let says = |what: &str| film.frames.iter().filter(|frame| frame.says.contains(what)).count();
        assert_eq!(says("gives way"), 6);
        assert_eq!((says("was due"), says("is done")), (3, 5));
        assert!(says("wakes main") >= 2, "{film:#?}");
    }
}

#[test]
fn a_wake_from_another_thread_is_told_as_such() {
    let ((), steps) = steps::record(|| {
        let mut executor = LocalExecutor::new(ch06_waker::Parker::new());
        let mut started = false;
        executor.block_on(poll_fn(|cx| {
            if std::mem::replace(&mut started, true) {
                return Poll::Ready(());
            }
            let waker = cx.waker().clone();
            lab::thread::spawn("other", move || waker.wake()).unwrap();
            Poll::Pending
        }));
    });
    let film = steps.film().unwrap().unwrap();
    let says: Vec<&str> = film.frames.iter().map(|frame| frame.says.as_str()).collect();
    // It may come while main still runs: then main stands in the queue again when it stops.
    let woken = ["Another thread wakes main: it goes to the end", "Main gives way"];
    assert!(says.iter().any(|says| woken.iter().any(|woken| says.starts_with(woken))), "{says:#?}");
}

#[test]
fn the_main_demo_writes_its_steps_and_they_hold_the_rules() {
    let file = std::env::temp_dir().join(format!("ch07-steps-{}.json", std::process::id()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_ch07-executor"));
    command.args(["three", "--work", "5", "--delay", "40", "--steps"]).arg(&file);
    assert!(command.output().unwrap().status.success());
    let film = Film::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
    std::fs::remove_file(&file).unwrap();
    steps::check(&film).unwrap();
    assert_eq!(film.run, "executor");
    let count = |what: &dyn Fn(&steps::Frame) -> bool| film.frames.iter().filter(|frame| what(frame)).count();
    assert_eq!(count(&|frame| frame.says.contains("Main makes task")), 3);
    assert_eq!(count(&|frame| frame.says.contains("opens socket")), 3);
    assert_eq!(count(&|frame| frame.says.contains("is done")), 4);
    assert!(count(&|frame| frame.waiting.len() == 4) > 0, "the three waits overlap, and main waits for them");
    assert!(count(&|frame| frame.asleep) > 0);
}
