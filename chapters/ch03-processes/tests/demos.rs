//! What the smaller demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{program, watched};

fn demo(name: &str) -> String {
    let output = program(name).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_crash_takes_all_callers_of_the_house_and_only_one_of_the_processes() {
    watched(|| {
        let said = demo("service");
        let row = said.lines().find(|line| line.starts_with("waits, and one crashes")).unwrap();
        let answered: Vec<usize> = row
            .split(" answered")
            .filter_map(|before| before.split_whitespace().last()?.parse().ok())
            .collect();
        let [threads, processes] = answered[..] else { panic!("{row}") };
        assert!(threads < 19, "{row}");
        assert_eq!(processes, 19, "{row}");
        assert_eq!(said.matches("20 answered").count(), 4, "{said}");
    });
}

#[test]
fn every_request_of_the_batch_is_drawn_in_its_house() {
    watched(|| {
        let said = demo("batch");
        let (_, processes) = said.split_once(" processes ").unwrap();
        for lane in ["worker 1", "request 4", "worker 2", "request 8"] {
            assert!(processes.contains(lane), "{lane}: {said}");
        }
    });
}

#[test]
fn a_word_that_is_not_flushed_comes_with_the_last() {
    watched(|| {
        let said = demo("late");
        let arrivals = |what: &str| {
            let row = said.lines().find(|line| line.starts_with(what)).unwrap();
            row.matches(" ms: ").count()
        };
        assert_eq!(arrivals("Rust, words on one line"), 1, "{said}");
        // Three, but where this reader was kept from its pipe for longer than the pause.
        assert!(arrivals("… flushed after each") > 1, "{said}");
    });
}
