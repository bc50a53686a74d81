//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::{Command, Stdio};
use std::time::Duration;

use lab::probe::within;

fn demo(args: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ch08-runtime"));
    let (name, run) = (args.join(" "), program.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()));
    let child = run.spawn().unwrap();
    // A demo that hangs is ended, and its test fails with its name.
    let id = child.id().to_string();
    let hangs = move || {
        let _ = Command::new("kill").arg(id).status();
        "it hangs".to_owned()
    };
    let output = within(Duration::from_secs(120), &name, hangs, move || child.wait_with_output().unwrap());
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The number that stands before these words, in the line that begins so.
fn number(text: &str, line: &str, words: &str) -> f64 {
    let found =
        text.lines().find_map(|found| found.trim().strip_prefix(line)).unwrap_or_else(|| panic!("{text}"));
    let before = found.split(words).next().unwrap();
    before.split_whitespace().next_back().unwrap().parse().unwrap_or_else(|_| panic!("{line}: {text}"))
}

#[test]
fn the_crawler_finds_every_page_and_keeps_its_limit() {
    for limit in ["1", "7"] {
        let text = demo(&["crawler", "--pages", "30", "--delay", "20", "--limit", limit]);
        let line = format!("limit {limit}:");
        assert_eq!(number(&text, &line, " pages"), 30.0, "{text}");
        assert_eq!(number(&text, &line, " dead"), 1.0, "{text}");
        // Never more; and with more work than that at hand, no fewer.
        let limit: f64 = limit.parse().unwrap();
        let found = text.lines().find(|found| found.starts_with(&line)).unwrap();
        assert_eq!(found.rsplit(' ').next().unwrap().parse::<f64>().unwrap(), limit, "{text}");
        assert!(text.contains("dead link:  /site/30/20/30: status 404"), "{text}");
    }
}

#[test]
fn a_blocking_call_freezes_the_spinner_and_the_pool_cures_it() {
    let text = demo(&["freeze", "--delay", "1000"]);
    // A lower bound only: on a busy machine any gap may be longer.
    assert!(number(&text, "on the loop's thread:", " ms") >= 1000.0, "{text}");
    // Frozen, it ticks at the start and at the end; the pool leaves it all the time in between.
    let (frozen, free) =
        (number(&text, "Ticks:", " on the loop's"), number(&text, "Ticks:", " beside spawn_blocking"));
    assert!(free > frozen + 3.0, "{text}");
}

#[test]
fn sums_are_the_same_wherever_they_are_computed() {
    let text = demo(&["elsewhere", "--sums", "3", "--n", "1000"]);
    for line in ["in tasks:", "on threads:", "in processes:"] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{text}");
    }
}

#[test]
fn what_is_cancelled_gives_back_its_sockets_and_its_timers() {
    let text = demo(&["cancel", "--requests", "20"]);
    for (line, count) in [("before", 0.0), ("under way", 20.0), ("cancelled", 0.0)] {
        assert_eq!(number(&text, line, " sockets"), count, "{text}");
        assert_eq!(number(&text, line, " timers"), count, "{text}");
    }
}

#[test]
fn half_a_line_is_lost_with_its_future_and_kept_outside_of_it() {
    let text = demo(&["cancel", "--lines", "3"]);
    let table: Vec<_> = text.lines().skip_while(|line| !line.contains("buffer in the future")).collect();
    assert_eq!(
        table[1].split_whitespace().collect::<Vec<_>>().join(" "),
        "\"line 1 of the text\" \" the text\" \"line 1 of the text\""
    );
    let last = table[4];
    // Of three lines of 18 bytes the first halves.
    assert_eq!(
        last.split_whitespace().collect::<Vec<_>>().join(" "),
        "given up 3 times 27 bytes lost 0 bytes lost",
        "{text}"
    );
}

#[test]
fn a_queue_with_a_limit_is_never_longer_and_one_without_holds_nearly_all() {
    let text = demo(&["queue", "--items", "200", "--limit", "5"]);
    let longest = |line: &str| -> u64 {
        let line = text.lines().find_map(|found| found.trim().strip_prefix(line)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    assert_eq!(longest("room for 5"), 5, "{text}");
    assert!(longest("room for all") > 50, "{text}");
}

#[test]
fn nobody_outlives_its_group() {
    let text = demo(&["group", "--fails-after", "20", "--delay", "300"]);
    assert_eq!(number(&text, "on their own:", " are still there"), 4.0, "{text}");
    assert_eq!(number(&text, "in a group:", " are still there"), 0.0, "{text}");
    assert_eq!(text.matches("\"/status/503 said 503\"").count(), 2, "{text}");
}

#[test]
fn slow_mode_names_the_one_who_held_the_thread_and_what_each_task_waits_for() {
    let text = demo(&["slow", "--threshold", "100", "--work", "200"]);
    assert!(
        number(&text.replace("SLOW: \"parser\"", "\nSLOW: \"parser\""), "SLOW: \"parser\"", " ms") >= 200.0,
        "{text}"
    );
    for line in [
        "client     waiting  socket 0, to read",
        "report     waiting  the end of task 3",
        "group      waiting  a task of its group",
        "reader     waiting  a value from its channel",
        "file       waiting  a thread of the pool",
        "foreign    waiting  ? (it has not said)",
        "busy       ready    its turn",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn guests_from_terminals_and_browsers_meet_and_a_slow_one_is_told() {
    let text = demo(&["chat"]);
    let seen: Vec<_> =
        text.lines().skip_while(|line| !line.contains("ada has come")).take(8).map(str::trim).collect();
    assert_eq!(
        seen,
        [
            "* ada has come",
            "* ben has come",
            "* cleo has come",
            "ada: hello, you two",
            "cleo: hello from a browser",
            "ben: and from nc; I must go",
            "* ben has gone",
            "* cleo has gone",
        ],
        "{text}"
    );
    assert!(text.contains("lines left out: you read too slowly"), "{text}");
    assert!(text.contains("last words: \"* the server stops\""), "{text}");
}

#[test]
fn the_decision_table_has_a_bill_in_every_cell() {
    let text = demo(&["when", "--many", "12"]);
    let models = ["in turn", "threads", "processes", "tasks", "tasks + pool"];
    for kind in ["4 requests", "12 requests", "8 sums", "12 requests and a sum each"] {
        let mut lines = text.lines().skip_while(|line| line.split("  ").next() != Some(kind));
        let walls = lines.next().unwrap_or_else(|| panic!("{kind}: {text}"));
        assert_eq!(walls[kind.len()..].matches('s').count(), models.len(), "{walls}");
        let threads: Vec<_> = lines.next().unwrap().split_whitespace().skip(1).map(str::to_owned).collect();
        // In turn and as tasks there is one thread; a thread each, at the most, in between.
        assert_eq!((threads.len(), &*threads[0], &*threads[3]), (5, "1", "1"), "{text}");
        let mut taken =
            text.lines().filter_map(|line| line.strip_prefix("  ")?.strip_prefix(kind)).map(str::trim);
        assert!(taken.any(|taken| models.contains(&taken)), "{kind}: {text}");
    }
}

#[test]
fn every_row_of_this_chapter_is_named_in_the_list() {
    let list = demo(&["list"]);
    for row in ["S3", "S21", "S24"] {
        assert!(list.split_whitespace().any(|word| word == row), "{row} is not in the list:\n{list}");
    }
}

#[test]
fn a_server_that_stops_serves_to_the_end_but_nobody_new_and_not_for_ever() {
    let text = demo(&["stop"]);
    for (line, what) in [
        ("idle", "nothing more: closed"),
        ("new", "refused"),
        ("half", "200, and \"Connection: close\""),
        ("in flight", "200, and \"Connection: close\""),
        ("too long", "no answer: closed"),
    ] {
        let found = text.lines().find(|found| found.trim().starts_with(line)).unwrap();
        assert!(found.contains(what), "{line}: {text}");
    }
}
