//! What the demos say is so.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;

fn demo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ch02-threads")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn on_threads_the_waits_of_three_tasks_overlap() {
    let said = demo(&["three", "--work", "0", "--delay", "300"]);
    let wall = |model: &str| {
        let line = said.lines().rev().find(|line| line.starts_with(model)).unwrap();
        let mut words = line[model.len()..].split_whitespace();
        words.next().unwrap().parse::<f64>().unwrap()
    };
    // Three waits of 0.3 s one after another, or side by side.
    assert!(wall(" in turn") >= 0.89, "{said}");
    assert!(wall(" threads") < 0.8, "{said}");
}
