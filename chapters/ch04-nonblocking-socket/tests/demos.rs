//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

fn demo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ch04-nonblocking-socket")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A number of the ledger that a run printed as JSON.
fn number(ledger: &str, key: &str) -> f64 {
    let (_, rest) = ledger.split_once(&format!("\"{key}\":")).unwrap();
    rest.split([',', '}']).next().unwrap().parse().unwrap()
}

#[test]
fn asking_asks_without_end_and_being_told_asks_once_a_request() {
    let text = demo(&["told", "--json", "--requests", "5", "--delay", "700"]);
    let ledgers: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
    let [busy, poll] = ledgers[..] else { panic!("two ledgers: {text}") };
    // Some 100,000 times in each second that it has a core: a machine that gives it a thousandth of one is busy indeed.
    assert!(number(busy, "asked") > 75.0, "{busy}");
    // One answer each, and at most a handful of early tellings.
    assert!((5.0..=25.0).contains(&number(poll, "asked")), "{poll}");
    assert!((5.0..=25.0).contains(&number(poll, "told")), "{poll}");
    assert_eq!(number(poll, "threads"), 1.0);
}

#[cfg(target_os = "linux")]
#[test]
fn the_table_of_modes_is_what_epoll_does() {
    let table = demo(&["modes"]);
    for (step, cells) in [
        ("5 bytes come", ["event", "event", "event"]),
        ("read 2 of them", ["silence", "event", "silence"]),
        ("3 more come", ["silence", "event", "event"]),
        ("read until WouldBlock", ["silence", "silence", "silence"]),
        ("the peer closes", ["event", "event", "event"]),
    ] {
        let row = table.lines().find_map(|line| line.strip_prefix(step)).unwrap();
        assert_eq!(row.split_whitespace().collect::<Vec<_>>(), cells, "{step}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn epoll_refuses_a_regular_file_and_takes_a_pipe() {
    let text = demo(&["files"]);
    let verdict =
        |what: &str| text.lines().find_map(|line| line.strip_prefix(what)).unwrap().trim().to_owned();
    assert!(verdict("a regular file").starts_with("refused: EPERM"), "{text}");
    assert!(verdict("a pipe").starts_with("accepted"), "{text}");
}

#[test]
fn ready_moves_nothing_and_completed_has_moved_it_already() {
    let text = demo(&["ready"]);
    let row = |what: &str| {
        let row = text.lines().find_map(|line| line.strip_prefix(what)).unwrap();
        row.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("when I am told, my buffer holds"), ["\".....\"", "\"hello\""]);
    assert_eq!(row("then I call read, and it holds"), ["\"hello\"", "(done)"]);
    assert_eq!(row("I lose interest: left in the socket"), ["5", "bytes", "0", "bytes"]);
}

#[test]
fn one_socket_is_told_once() {
    let text = demo(&["wouldblock", "--delay", "700"]);
    assert_eq!(text.lines().filter(|line| line.contains("told: key 7 is Readable")).count(), 1, "{text}");
    assert!(text.contains("asked 1 time in vain"), "{text}");
}

#[test]
fn every_row_of_this_chapter_is_named_in_the_list() {
    let list = demo(&["list"]);
    for row in ["S2", "S13", "S14"] {
        assert!(list.split_whitespace().any(|word| word == row), "{row} is not in the list:\n{list}");
    }
}
