//! What the loop notes of itself, step by step, is what it does.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

use ch05_event_loop::{Core, Coroutine, EventLoop, Sleep, Step};
use lab::steps::{self, Film};

/// Gives way so many times, then sleeps so long.
struct YieldThenSleep(u32, Sleep);

impl Coroutine for YieldThenSleep {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        if self.0 > 0 {
            self.0 -= 1;
            return Step::Yield;
        }
        self.1.resume(core)
    }
}

fn run(mut event_loop: EventLoop, tasks: &[(u32, u64)]) {
    for &(yields, ms) in tasks {
        let sleep = Sleep::For(Duration::from_millis(ms));
        event_loop.create_task(format!("{yields} then {ms}"), YieldThenSleep(yields, sleep));
    }
    event_loop.run().unwrap();
}

#[test]
fn yields_and_timers_hold_the_rules_on_both_clocks() {
    for real in [true, false] {
        let ((), steps) = steps::record(|| {
            let event_loop = if real { EventLoop::new() } else { EventLoop::with_virtual_clock() };
            run(event_loop.unwrap(), &[(0, 30), (2, 10), (1, 0), (3, 20), (0, 20)]);
        });
        let film = steps.film().unwrap().unwrap();
        steps::check(&film).unwrap();
        let says = |what: &str| film.frames.iter().filter(|frame| frame.says.contains(what)).count();
        assert_eq!(says("gives way"), 6);
        // On the virtual clock two are due at one time: their order is that of the queue.
        assert_eq!((says("was due"), says("is done")), (4, 5));
    }
}

#[test]
fn the_main_demo_writes_its_steps_and_they_hold_the_rules() {
    let folder = std::env::temp_dir().join(format!("ch05-steps-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("three.json");
    let run = |args: &[&str], file: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ch05-event-loop"));
        command.args(args).arg("--steps").arg(file).output().unwrap()
    };
    assert!(run(&["three", "--work", "5", "--delay", "40"], &file).status.success());
    let film = Film::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
    steps::check(&film).unwrap();
    assert_eq!(film.run, "one loop");
    let count = |what: &dyn Fn(&steps::Frame) -> bool| film.frames.iter().filter(|frame| what(frame)).count();
    assert_eq!(count(&|frame| frame.says.contains("is made")), 3);
    assert_eq!(count(&|frame| frame.says.contains("opens socket")), 3);
    assert_eq!(count(&|frame| frame.says.contains("is done")), 3);
    assert!(count(&|frame| frame.waiting.len() == 3) > 0, "the three waits overlap");
    assert!(count(&|frame| frame.asleep) > 0);

    // A demo without a loop, and a place that cannot be written to: one line each.
    let none = run(&["messages"], &folder.join("none.json"));
    let said = String::from_utf8(none.stderr).unwrap();
    assert_eq!((none.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("there are no steps to write"), "{said}");
    let nowhere = run(&["three", "--work", "0", "--delay", "1"], &folder.join("no/such/folder"));
    let said = String::from_utf8(nowhere.stderr).unwrap();
    assert_eq!((nowhere.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    std::fs::remove_dir_all(folder).unwrap();
}
