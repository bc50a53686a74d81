//! Each bug on purpose really shows its symptom, and its repair really repairs.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &'static str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p ch08-runtime --examples", program.display());
    let run = move || Command::new(program).output().unwrap();
    let output = lab::probe::within(Duration::from_secs(60), name, || "it hangs".into(), run);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn of_forgotten_tasks_nobody_hears_that_they_failed() {
    let said = example("ch08_bug_forgotten_tasks");
    assert!(said.contains("wrong: handles dropped: of 10 records 7 are saved, and 0 errors came"), "{said}");
    assert!(said.contains("right: a JoinSet:       of 10 records 7 are saved, and 3 errors came"), "{said}");
    for error in ["record 2 is too long", "record 5 is too long", "index out of bounds"] {
        assert!(said.contains(error), "{said}");
    }
}

#[test]
fn a_lock_across_an_await_stops_the_thread() {
    let said = example("ch08_bug_lock_across_await");
    assert!(said.contains("wrong: held across an await: after 500 ms it hangs, 0 of 2 tasks done"), "{said}");
    assert!(said.contains("right: taken after the await: 2 of 2 tasks done"), "{said}");
    assert!(said.contains("right: a lock that is awaited: 2 of 2 tasks done"), "{said}");
}

#[test]
fn without_a_limit_the_whole_list_is_at_the_server_at_once() {
    let said = example("ch08_bug_unlimited_spawn");
    let at_once = |line: &str| -> u64 {
        let line = said.lines().find_map(|found| found.strip_prefix(line)).unwrap();
        line.split("the server had ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
    };
    // On a slow machine the first answers come before the last questions; but it is more than the limit would let.
    assert!(at_once("wrong:") > 20, "{said}");
    assert!((1..=20).contains(&at_once("right:")), "{said}");
    assert_eq!(said.matches("100 of 100 came").count(), 2, "{said}");
}

#[test]
fn a_queue_without_a_limit_takes_all_there_is() {
    let said = example("ch08_bug_queue_without_limit");
    assert!(said.contains("no limit:  up to 10000 messages"), "{said}");
    assert!(said.contains("16 places: up to 16 messages"), "{said}");
    assert_eq!(said.matches("10000 of 10000 arrive").count(), 2, "{said}");
}

#[test]
fn outside_of_a_runtime_there_are_no_timers() {
    let said = example("ch08_bug_outside_the_runtime");
    assert!(
        said.contains("wrong: made before block_on: sleeps 0 of 1\n       no runtime on this thread"),
        "{said}"
    );
    assert!(said.contains("wrong: made by a thread of the pool: sleeps 0 of 1\n"), "{said}");
    assert!(said.contains("right: made inside, by a task: sleeps 1 of 1\n"), "{said}");
}

#[test]
fn a_timeout_ends_the_waiting_for_a_thread_and_not_the_thread() {
    let said = example("ch08_bug_timeout_on_a_thread");
    assert!(said.contains("the caller hears \"given up\"; steps done in the end: 5 of 5"), "{said}");
    assert!(said.contains("the caller hears \"given up\"; steps done in the end: 2 of 5"), "{said}");
}

#[test]
fn a_wrapped_function_gives_its_value_its_error_or_its_panic() {
    let said = example("ch08_wrap");
    assert!(said.contains("the number 42"), "{said}");
    assert!(said.contains("its own error: invalid digit found in string"), "{said}");
    assert!(said.contains("the task panicked: nothing to parse"), "{said}");
}
