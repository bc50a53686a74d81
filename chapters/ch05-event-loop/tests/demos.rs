//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

fn demo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ch05-event-loop")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The numbers of the lines that begin so.
fn seconds(text: &str, line: &str) -> u64 {
    let line = text.lines().find_map(|found| found.trim().strip_prefix(line)).unwrap();
    line.trim().strip_suffix(" s").unwrap().trim().parse().unwrap()
}

#[test]
fn chess_takes_twelve_hours_or_an_hour_and_fifty_five_seconds() {
    let text = demo(&["chess"]);
    assert_eq!(seconds(&text, "board by board"), 43_200);
    assert_eq!(seconds(&text, "from board to board"), 3_655);
    assert!(text.contains("The master sets the pace"), "{text}");
}

#[test]
fn with_few_boards_the_opponents_set_the_pace() {
    let six = demo(&["chess", "--boards", "6"]);
    assert_eq!(seconds(&six, "from board to board"), 1_825);
    assert!(six.contains("The opponents set the pace"), "{six}");
    // From twelve on the master is never free.
    assert_eq!(seconds(&demo(&["chess", "--boards", "12"]), "from board to board"), 1_855);
    assert_eq!(seconds(&demo(&["chess", "--boards", "13"]), "from board to board"), 13 * 5 * 30 + 55);
}

#[test]
fn the_usual_message_loop_takes_the_newest_first_and_the_repaired_one_the_oldest() {
    let text = demo(&["messages"]);
    assert!(text.contains("[5, 6, 4, 3, 2, 1]"), "{text}");
    assert!(text.contains("[1, 2, 3, 4, 5, 6]"), "{text}");
    assert!(text.contains("repaired: 1 time"), "{text}");
}

#[test]
fn a_blocking_task_stops_the_spinner_for_as_long_as_it_blocks() {
    let text = demo(&["freeze", "--delay", "400"]);
    let gap = |line: &str| {
        let line = text.lines().find(|found| found.starts_with(line)).unwrap();
        let words: Vec<_> = line.split_whitespace().collect();
        let ms = words.iter().position(|word| word.starts_with("ms")).unwrap();
        words[ms - 1].parse::<f64>().unwrap()
    };
    // A lower bound only: on a busy machine any gap may be longer.
    assert!(gap("the fetch blocks:") >= 400.0, "{text}");
    assert!(text.contains("the fetch waits:"), "{text}");
}

#[test]
fn every_row_of_this_chapter_is_named_in_the_list() {
    let list = demo(&["list"]);
    for row in ["S3", "S4", "S5", "S15", "S16", "S17", "S18"] {
        assert!(list.split_whitespace().any(|word| word == row), "{row} is not in the list:\n{list}");
    }
}

#[test]
fn the_fetch_as_callbacks_overlaps_its_waits_too() {
    // `cargo test` builds the examples beside the tests.
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().unwrap().parent().unwrap().join("examples");
    let output = Command::new(folder.join(format!("ch05_callbacks{}", std::env::consts::EXE_SUFFIX)))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.ends_with("3 requests, at most 3 of them at once\n"), "{text}");
}

/// Turn, task, and why it stood in the queue. All on a virtual clock: the same on every machine.
#[test]
fn new_tasks_and_tasks_whose_wait_is_over_stand_in_one_queue() {
    let text = demo(&["queue"]);
    let lines: Vec<String> = text
        .lines()
        .filter(|line| line.contains(" s  "))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let expected = [
        "1 0 s a it is new waits until 2 s",
        "1 0 s b it is new waits until 3 s",
        "1 0 s c it is new computes for 3 s, makes task d, gives way",
        "2 3 s c it gave way is done",
        "2 3 s d it is new is done",
        "2 3 s a its wait is over is done",
        "2 3 s b its wait is over is done",
    ];
    assert_eq!(lines, expected, "{text}");
}
