//! Each bug on purpose really shows its symptom, and its repair really repairs.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &'static str) -> String {
    let run = move || {
        let tests = std::env::current_exe().unwrap();
        let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
        let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        let build = "cargo build -p ch04-nonblocking-socket --examples";
        assert!(program.exists(), "{} is missing: {build}", program.display());
        let output = Command::new(program).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    lab::probe::within(Duration::from_secs(60), name, || "it hangs".into(), run)
}

/// The number that stands after these words.
fn after(said: &str, words: &str) -> f64 {
    let (_, rest) = said.split_once(words).unwrap_or_else(|| panic!("no {words:?}: {said}"));
    rest.split_whitespace().next().unwrap().trim_end_matches(',').parse().unwrap()
}

#[test]
fn fire_and_forget_loses_what_did_not_fit() {
    let said = example("ch04_bug_fire_and_forget");
    let arrived = after(&said, "wrong: one write; ");
    assert!(arrived > 0.0 && arrived < 32.0, "{said}");
    assert!(said.contains("32 MiB arrived\n"), "{said}");
}

#[test]
fn write_interest_left_on_is_told_of_nothing_all_the_time() {
    let said = example("ch04_bug_write_interest");
    if !said.starts_with("skipped") {
        assert!(after(&said, "both directions: told ") > 500.0, "{said}");
        assert_eq!(after(&said, "what we wait for: told "), 0.0, "{said}");
    }
}

#[test]
fn an_end_taken_for_nothing_is_told_for_ever() {
    let said = example("ch04_bug_end_taken_for_nothing");
    // It was stopped there: there is no last one.
    assert_eq!(after(&said, "are \"nothing yet\": told "), 10_000.0, "{said}");
    assert_eq!(after(&said, "are the end:       told "), 2.0, "{said}");
    assert_eq!(said.matches("times of 5 bytes").count(), 2, "{said}");
}

#[test]
fn accept_once_per_edge_leaves_clients_outside() {
    let said = example("ch04_bug_accept_once");
    if !said.starts_with("skipped") {
        assert!(said.contains("1 event, 1 let in; then silence"), "{said}");
        assert!(said.contains("1 event, 3 let in\n"), "{said}");
    }
}
