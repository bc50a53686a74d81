//! Each bug on purpose really shows its symptom, and its repair really repairs.
#![allow(clippy::unwrap_used, missing_docs)]

use std::process::Command;
use std::time::Duration;

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &'static str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p ch08-runtime --examples", program.display());
    let run = move || Command::new(program).output().unwrap();
    let output = lab::probe::within(Duration::from_secs(60), name, || "it hangs".into(), run);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn half_a_frame_is_lost_with_the_future_that_read_it() {
    let said = example("ch08_bug_cancelled_mid_frame");
    // 108 is an `l`: a letter of the lost frame, taken for the length of the next.
    assert!(said.contains("0 of 2 frames; the stream ended after 7 of 108 bytes"), "{said}");
    assert!(said.contains("one future, lent to each round: 2 of 2 frames: hello, world"), "{said}");
}
