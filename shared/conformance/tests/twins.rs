//! Each chapter's `twin.py` and its Rust example print the same events in the same order.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

use conformance::twins::{check, difference};

/// `twins! { test: "chapter", oldest Python that will do; … }`
macro_rules! twins {
    ($($name:ident: $chapter:literal, $python:expr;)*) => {
        $(#[test]
        fn $name() {
            check($chapter, $python);
        })*

        const CHAPTERS: &[&str] = &[$($chapter),*];
    };
}

twins! {
    ch01_one_request_after_another: "ch01-blocking-socket", (3, 9);
    ch02_many_sleepers_a_lost_update_and_a_pool: "ch02-threads", (3, 9);
    ch03_other_memory_and_a_crash: "ch03-processes", (3, 9);
    ch04_would_block_told_and_read: "ch04-nonblocking-socket", (3, 9);
    ch05_taking_turns_and_a_clock_that_jumps: "ch05-event-loop", (3, 9);
    ch06_a_future_driven_by_hand: "ch06-waker", (3, 9);
    ch07_gather_three_tasks_and_a_lost_update: "ch07-executor", (3, 9);
    ch08_a_group_a_timeout_and_a_full_queue: "ch08-runtime", (3, 11);
}

#[test]
fn every_chapter_has_its_twins_run_here() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chapters");
    let mut chapters: Vec<String> = fs::read_dir(book)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("ch"))
        // Chapter 9 is chapter 8's API made fast: what asyncio does beside it, chapter 8's twin has shown.
        .filter(|name| name != "ch09-fast-path")
        .collect();
    chapters.sort();
    assert_eq!(chapters, CHAPTERS, "each chapter has a twin.py and an example chNN_twin, listed above");
}

#[test]
fn the_same_lines_do_not_differ() {
    assert_eq!(difference("1 asks\n1 answered\n", "1 asks\r\n1 answered\r\n"), None);
}

#[test]
fn another_order_is_shown_side_by_side() {
    let shown = difference("start\n1 asks\n2 asks\n", "start\n2 asks\n1 asks\n").unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines,
        ["    Rust   | Python", "    start  | start", "  ! 1 asks | 2 asks", "  ! 2 asks | 1 asks"]
    );
}

#[test]
fn a_line_too_few_differs_and_so_does_silence_on_both_sides() {
    assert!(difference("a\nb\n", "a\n").unwrap().contains("! b    | (nothing)"));
    assert!(difference("", "").is_some());
}
