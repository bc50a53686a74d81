//! The soak itself, for two seconds: that it runs, verifies, and finds everything drained. It needs a program built and
//! seconds of wall time, so it is not part of a plain `cargo test`:
//! `cargo test -p conformance --test soak -- --ignored`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use conformance::soak;

#[test]
#[ignore = "takes seconds; `cargo x soak` is the real one"]
fn two_seconds_leave_nothing_behind() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: only Linux shows open files of another process");
        return;
    }
    let all = soak::run(&["5".to_owned()], Duration::from_secs(2), |_, _| {}).unwrap();
    let [figures] = all.as_slice() else { panic!("one chapter was asked for") };
    assert!(figures.good() > 0);
    // Two seconds are too short to speak of memory, and on a busy machine for a round of each kind.
    let other = |fault: &String| !fault.contains("memory") && !fault.contains("not one was done");
    let faults: Vec<String> = figures.faults().into_iter().filter(other).collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_chapter_that_cannot_be_soaked_is_told() {
    if cfg!(target_os = "linux") {
        let error = soak::run(&["6".to_owned()], Duration::from_secs(1), |_, _| {}).unwrap_err();
        assert_eq!(error, "there is no `6` to soak: 5, 7, 8");
    }
}
