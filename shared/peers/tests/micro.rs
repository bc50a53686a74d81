//! The works inside an executor, as programs: every runtime does every work, and the counters count.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

const RUNTIMES: [&str; 10] =
    ["tokio", "smol", "local-pool", "ch07", "ch08", "ch09", "ch09@1", "ch09@2", "ch09@3", "ch09@4"];

fn micro(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn figure(line: &str, name: &str) -> f64 {
    let value = line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("no {name} in {line:?}")).parse().unwrap()
}

#[test]
fn every_runtime_does_every_work() {
    let works = [
        ("spawn", "50", 100.0),
        ("yield", "100", 20_000.0),
        ("oneshot", "50", 100.0),
        ("wake", "10", 20.0),
        ("timers-fire", "500", 1000.0),
        ("timers-tasks", "200", 400.0),
        ("timers-cancel", "200", 400.0),
    ];
    for runtime in RUNTIMES {
        for (work, size, operations) in works {
            let words = [runtime, work, "--size", size, "--batches", "2"];
            let line = micro(env!("CARGO_BIN_EXE_micro"), &words);
            assert_eq!(figure(&line, "operations"), operations, "{words:?}: {line}");
        }
    }
}

#[test]
fn every_step_of_chapter_9_can_race() {
    let steps = ch09_fast_path::steps::STEPS.len();
    let last = format!("ch09@{}", steps - 1);
    micro(env!("CARGO_BIN_EXE_micro"), &[&last, "spawn", "--batches", "1"]);
    assert!(
        RUNTIMES.contains(&last.as_str()),
        "a step was added: it belongs into `micro`, and into this list"
    );
}

#[test]
fn a_pending_task_has_one_allocation_where_it_is_known_to() {
    let heap = |runtime| micro(env!("CARGO_BIN_EXE_micro-heap"), &[runtime, "heap", "--size", "10000"]);
    // Known from their sources: a task and its future are one piece. (smol's queue comes in blocks of 31.)
    for runtime in ["tokio", "smol"] {
        let allocations = figure(&heap(runtime), "allocations");
        assert!((1.0..1.05).contains(&allocations), "{runtime}: {allocations}");
    }
    for runtime in RUNTIMES {
        let line = heap(runtime);
        assert!((16.0..2000.0).contains(&figure(&line, "bytes")), "{runtime}: {line}");
    }
}

#[test]
fn without_the_counting_allocator_nothing_is_counted() {
    let output = Command::new(env!("CARGO_BIN_EXE_micro")).args(["tokio", "heap"]).output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("micro-heap"));
}

/// Invariant I7: the driver is visited every 61 polls, and two tasks are awake.
#[test]
fn a_hog_is_interrupted_after_a_known_number_of_polls() {
    for runtime in ["ch07", "ch08", "ch09"] {
        let line = micro(env!("CARGO_BIN_EXE_micro"), &[runtime, "hog", "--size", "100"]);
        let worst = figure(&line, "worst");
        assert!((30.0..=61.0).contains(&worst), "{runtime}: {line}");
    }
}
