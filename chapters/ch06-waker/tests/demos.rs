//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

fn demo(arguments: &'static [&'static str]) -> String {
    let run = move || Command::new(env!("CARGO_BIN_EXE_ch06-waker")).args(arguments).output().unwrap();
    let output = lab::probe::within(Duration::from_secs(60), "the demo", || format!("{arguments:?}"), run);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The numbered lines: in which column they stand, and what they say.
fn notes(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().filter(|line| {
        line.split_whitespace().next().is_some_and(|word| word.parse::<u32>().is_ok()) && line.len() > 14
    });
    lines
        .map(|line| {
            let (_, what) = line.split_at(14);
            ((what.len() - what.trim_start().len()) / 14, what.trim().to_owned())
        })
        .collect()
}

#[test]
fn the_journey_goes_there_and_back_in_nine_steps() {
    let [executor, future, outside] = [0, 1, 2];
    let text = demo(&["journey", "--delay", "10"]);
    let expected = [
        (executor, "poll 1"),
        (future, "waker kept"),
        (future, "pending"),
        (executor, "parked"),
        (outside, "a letter comes"),
        (outside, "wake"),
        (executor, "awake"),
        (executor, "poll 2"),
        (future, "ready"),
    ];
    assert_eq!(notes(&text), expected.map(|(column, what)| (column, what.to_owned())), "{text}");
    assert!(text.contains("2 polls, 1 wake."), "{text}");
}

#[test]
fn the_watchdog_says_why_the_forgetful_one_sleeps() {
    let text = demo(&["forget"]);
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        one_line.contains(
            "not done within 1s; polled 1 time, its waker was dropped without a wake: nobody can continue it"
        ),
        "{text}"
    );
    let said: Vec<String> = notes(&text).into_iter().map(|(_, what)| what).collect();
    assert_eq!(said, ["poll 1", "pending", "parked", "a letter comes", "whom to tell?"], "{text}");
}

/// Wakes and polls of each case.
#[test]
fn no_wake_too_many_does_harm_and_many_cost_no_more_than_one() {
    let text = demo(&["wakes"]);
    let counts: Vec<(u64, u64)> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.strip_suffix("  right")?.split_whitespace().rev();
            let polls = words.next()?.parse().ok()?;
            Some((words.next()?.parse().ok()?, polls))
        })
        .collect();
    assert_eq!(counts, [(1, 2), (4, 5), (1000, 2), (1, 2), (3, 4), (1000, 1), (1, 2)], "{text}");
}

#[test]
fn a_future_is_as_large_as_what_it_needs_after_its_awaits() {
    let text = demo(&["machine"]);
    let size = |what: &str| -> u64 {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(what)).unwrap();
        line.trim().parse().unwrap()
    };
    assert!(size("1,024 bytes, done with before the await") < 100, "{text}");
    assert!(size("1,024 bytes, used after the await") >= 1024, "{text}");
    assert!(size("one that awaits that one") > size("1,024 bytes, used after the await"), "{text}");
    assert_eq!(size("that one in a box"), size("a reference"), "{text}");
    for who in ["async fn   ", "by hand    "] {
        assert!(text.contains(&format!("{who}Pending, Pending, Ready(42)")), "{text}");
    }
    let moved = |line: &str| text.lines().find(|found| found.trim().starts_with(line)).unwrap().to_owned();
    assert!(moved("async fn, moved before").ends_with("and it is there"), "{text}");
    assert!(moved("by hand, moved before").ends_with("and it is there"), "{text}");
    assert!(moved("by hand, moved after").contains("but the local is at"), "{text}");
}

#[test]
fn the_waker_by_hand_counts_as_the_one_of_std_does() {
    let text = demo(&["raw"]);
    assert!(text.contains("The same at every step: yes."), "{text}");
    let clone = text.lines().find(|line| line.starts_with("clone")).unwrap();
    let figures: Vec<&str> = clone.split_whitespace().skip(1).collect();
    assert_eq!(figures, ["2", "0", "2", "0"], "{text}");
}

#[test]
fn the_three_steps_do_the_same() {
    let text = demo(&["steps"]);
    let parts: Vec<Vec<&str>> = text
        .split("\n\n")
        .filter(|part| part.contains("reader:"))
        .map(|part| part.lines().skip(1).collect())
        .collect();
    assert_eq!(parts.len(), 3, "{text}");
    assert_eq!(parts[0].len(), 4, "{text}");
    assert!(parts.iter().all(|part| *part == parts[0]), "{text}");
}

#[test]
fn the_row_of_this_chapter_is_named_in_the_list() {
    let list = demo(&["list"]);
    assert!(list.split_whitespace().any(|word| word == "S22"), "{list}");
}

#[test]
fn there_is_no_fetch_and_no_serve_here_but_one_can_compare() {
    let list = demo(&["list"]);
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"compare"), "{list}");
    assert!(!names.contains(&"fetch") && !names.contains(&"serve"), "{list}");
}
