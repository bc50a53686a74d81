//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

use lab::probe::within;

fn demo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ch07-executor"));
    command.args(args);
    // A thread that is never at the poller would never end.
    let run = move || command.output().unwrap();
    let output = within(Duration::from_secs(60), "the demo", || "it hangs".into(), run);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The words after the first line that begins so.
fn words<'t>(text: &'t str, line: &str) -> Vec<&'t str> {
    let found = text.lines().find_map(|found| found.trim_start().strip_prefix(line));
    found.unwrap_or_else(|| panic!("no line {line:?} in:\n{text}")).split_whitespace().collect()
}

fn number(text: &str, line: &str) -> u64 {
    words(text, line)[0].parse().unwrap()
}

#[test]
fn chess_takes_twelve_hours_or_an_hour_and_fifty_five_seconds() {
    let text = demo(&["chess"]);
    assert_eq!(words(&text, "board by board")[..2], ["43200", "s"]);
    assert_eq!(words(&text, "from board to board")[..2], ["3655", "s"]);
    assert!(text.contains("The master sets the pace"), "{text}");
}

#[test]
fn with_few_boards_the_opponents_set_the_pace() {
    let six = demo(&["chess", "--boards", "6"]);
    assert_eq!(number(&six, "from board to board"), 1_825);
    assert!(six.contains("The opponents set the pace"), "{six}");
    // From twelve on the master is never free. A hundred are more than the executor polls in one turn.
    for boards in [13, 100] {
        let text = demo(&["chess", "--boards", &boards.to_string()]);
        assert_eq!(number(&text, "from board to board"), boards * 5 * 30 + 55);
    }
}

#[test]
fn half_of_the_updates_are_lost_across_an_await_and_none_without() {
    let two = demo(&["lost"]);
    assert_eq!(words(&two, "read · await · write"), ["100000", "counted", "100000", "lost"]);
    assert_eq!(words(&two, "await · read and write"), ["200000", "counted", "0", "lost"]);
    // Alone, a task loses nothing; ten of them lose nine tenths.
    assert_eq!(number(&demo(&["lost", "--tasks", "1", "--updates", "50"]), "read · await · write"), 50);
    assert_eq!(number(&demo(&["lost", "--tasks", "10", "--updates", "50"]), "read · await · write"), 50);
}

#[test]
fn the_twenty_sums_are_those_of_the_source_text_and_take_a_poll_each() {
    let text = demo(&["sums"]);
    let sums: Vec<u128> = text.lines().map_while(|line| line.parse().ok()).collect();
    let square_sum = |n: u128| (n - 1) * n * (2 * n - 1) / 6;
    let formula: Vec<u128> = (0..20).map(|x| square_sum(10_000_000 + x)).collect();
    assert_eq!(sums, formula);
    assert!(text.contains("20 polls for 20 tasks"), "{text}");
}

#[test]
fn three_requests_are_under_way_at_once_when_gathered() {
    let text = demo(&["gather", "--unit", "200", "--in-turn"]);
    // Of the wall time only the lower bound is sure; how many were under way at once, the server has counted.
    let together = words(&text, "Awaited together:");
    assert!(together[0].parse::<f64>().unwrap() >= 0.6, "{text}");
    assert!(text.contains("In turn the server had 1 of them at once."), "{text}");
    assert!(text.contains("and the server had 3 at once."), "{text}");
}

#[test]
fn always_ready_tasks_share_the_thread_evenly_and_keep_nobody_from_the_poller() {
    let text = demo(&["fair", "--requests", "3", "--delay", "5"]);
    let [first, second] = ["always ready, first", "always ready, second"].map(|line| number(&text, line));
    assert!(first.abs_diff(second) <= 1 && first > 0, "{text}");
}

#[test]
fn a_byte_hops_from_the_poller_to_its_task_in_this_order() {
    let text = demo(&["byte"]);
    let hops: Vec<(f64, &str, String)> = text
        .lines()
        .skip(2)
        .take_while(|line| !line.is_empty())
        .map(|line| {
            let (place, what) = line.split_at(31);
            let mut place = place.split_whitespace().skip(1);
            (place.next().unwrap().parse().unwrap(), place.next().unwrap(), what.trim().to_owned())
        })
        .collect();
    assert!(hops.is_sorted_by(|a, b| a.0 <= b.0), "{text}");
    let position = |words: &str| hops.iter().position(|hop| hop.2.contains(words)).unwrap();
    assert!(position("would block") < position("sends the byte"), "{text}");
    assert!(position("sends the byte") < position("the poller has returned"), "{text}");

    let files: Vec<&str> = hops.iter().map(|hop| hop.1).filter(|file| *file != "another").collect();
    assert_eq!(
        files,
        [
            "tcp_stream.rs", // worth a try
            "tcp_stream.rs", // would block
            "reactor.rs",    // waits for the socket
            "executor.rs",   // pending
            "executor.rs",   // no task is ready
            "reactor.rs",    // asleep in the poller
            "reactor.rs",    // the poller has returned
            "reactor.rs",    // the waker is found
            "task.rs",       // and woken
            "run_queue.rs",  // the id stands in the queue
            "executor.rs",   // and is taken from it
            "tcp_stream.rs", // worth a try
            "tcp_stream.rs", // answered
            "byte.rs",       // the task goes on
        ]
    );
}

#[test]
fn in_turn_and_together_the_three_tasks_ask_and_are_told_as_often() {
    let text = demo(&["three", "--work", "0", "--delay", "20"]);
    for run in ["in turn", "executor"] {
        let row = text.lines().rfind(|line| line.trim_start().starts_with(run)).unwrap();
        let asked_and_told: Vec<&str> = row.split_whitespace().rev().take(2).collect();
        assert!(asked_and_told.iter().all(|count| count.parse::<u64>().unwrap() >= 3), "{text}");
    }
}

#[test]
fn every_row_of_this_chapter_is_named_in_the_list() {
    let list = demo(&["list"]);
    for row in ["S5", "S14", "S16", "S17", "S18", "S19", "S20", "S25"] {
        assert!(list.split_whitespace().any(|word| word == row), "{row} is not in the list:\n{list}");
    }
}
