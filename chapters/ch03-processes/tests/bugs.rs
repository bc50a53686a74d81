//! Each bug on purpose really shows its symptom, and its repair really repairs.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::process::Command;

use common::watched;

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p ch03-processes --examples", program.display());
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn full_pipe_stands_still_and_then_does_not() {
    watched(|| {
        let said = example("ch03_bug_full_pipe");
        let stuck = said.lines().find_map(|line| line.strip_prefix("wrong: stuck after "));
        let stuck = stuck.unwrap_or_else(|| panic!("it is not stuck: {said}"));
        let bytes: usize = stuck.split(' ').next().unwrap().parse().unwrap();
        assert!((1..1 << 20).contains(&bytes), "{bytes}");
        assert!(said.contains("right: 1048576 of 1048576 bytes came back"), "{said}");
    });
}

#[test]
fn unread_errors_hide_that_nothing_was_done() {
    watched(|| {
        let said = example("ch03_bug_unread_errors");
        // As many as there were jobs; only nobody has looked at them.
        assert!(said.starts_with("wrong: 20 sums in "), "{said}");
        assert!(said.contains("right: 0 of 20 jobs brought a sum"), "{said}");
        assert!(said.contains("it panicked: no number"), "{said}");
    });
}
