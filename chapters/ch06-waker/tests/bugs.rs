//! Each bug on purpose really shows its symptom, and its repair really repairs.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &'static str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p ch06-waker --examples", program.display());
    let run = move || Command::new(program).output().unwrap();
    let output = lab::probe::within(Duration::from_secs(60), name, || "it hangs".into(), run);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_waker_that_is_not_kept_is_not_woken() {
    let said = example("ch06_bug_waker_not_kept");
    assert!(said.contains("wrong: the waker is not kept: the letter is there, 0 wakes: it sleeps"), "{said}");
    assert!(said.contains("right: the waker is kept: the letter is there, 1 wake: it is done"), "{said}");
}

#[test]
fn a_stale_waker_wakes_the_task_that_had_the_future() {
    let said = example("ch06_bug_stale_waker");
    assert!(said.contains("had it is woken 1 time, the one that has it 0 times"), "{said}");
    assert!(said.contains("had it is woken 0 times, the one that has it 1 time"), "{said}");
}

#[test]
fn a_park_inside_the_future_eats_the_token() {
    let said = example("ch06_bug_token_eaten");
    assert!(said.contains("wrong: park and unpark alone: polls 1, then asleep for ever"), "{said}");
    assert!(said.contains("right: a flag of our own: polls 2, then it is done"), "{said}");
}

#[test]
fn a_wake_between_the_look_and_the_sleep_is_for_nobody() {
    let said = example("ch06_bug_check_then_park");
    assert!(said.contains("wrong: looks, then sleeps: of 5 wakes in between 0 were heard"), "{said}");
    assert!(said.contains("right: both in one step: of 5 wakes just before 5 were heard"), "{said}");
}

#[test]
fn wakers_that_are_added_pile_up() {
    let said = example("ch06_bug_wakers_pile_up");
    assert!(said.contains("after 10000 polls of one task 10000 wakers are kept; then 10000 wakes"), "{said}");
    assert!(said.contains("after 10000 polls of one task 1 waker is kept; then 1 wake\n"), "{said}");
}

#[test]
fn a_future_that_wakes_itself_is_polled_all_the_time() {
    let said = example("ch06_bug_self_wake_spin");
    let polls: Vec<u64> = said
        .lines()
        .map(|line| line.split_once("polls ").unwrap().1.split(',').next().unwrap().parse().unwrap())
        .collect();
    // It waits 200 ms; on the busiest machine that is enough for a thousand polls.
    assert!(polls[0] > 1_000, "{said}");
    assert!(polls[1] <= 2, "{said}");
}
