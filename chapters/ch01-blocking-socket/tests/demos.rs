//! What the demos say is so; and the bugs on purpose show their symptoms.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::process::Command;

use common::within;

fn demo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ch01-blocking-socket")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What an example prints. `cargo test` builds it beside the tests.
fn example(name: &str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build --examples", program.display());
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn letters_are_glued_and_cut() {
    within(|| {
        let said = demo(&["mailbox"]);
        assert!(said.contains("three writes, one read: glued"), "{said}");
        assert!(said.contains("one write, 3 reads: cut"), "{said}");
        assert!(said.contains("Bob reads 0 bytes"), "{said}");
    });
}

#[test]
fn an_answer_ends_in_three_ways() {
    within(|| {
        let said = demo(&["length"]);
        assert!(said.contains("2000 bytes, then it is complete"), "{said}");
        assert!(said.contains("777 + 777 + 446 + 0 bytes"), "{said}");
        assert!(said.contains("2000 bytes, then the server closed"), "{said}");
        assert!(said.contains("content-length: 8000000, and 0 bytes of body"), "{said}");
        assert!(said.contains("8000000 bytes, never more than 16384 of them"), "{said}");
    });
}

#[test]
fn a_silent_client_keeps_the_others_out() {
    within(|| {
        let said = demo(&["silent", "--silence", "300"]);
        let line = said.lines().find(|line| line.starts_with("behind")).unwrap();
        let ms: f64 = line.split_whitespace().rev().nth(1).unwrap().parse().unwrap();
        assert!(ms >= 299.0, "{said}");
    });
}

#[test]
fn phases_can_be_drawn() {
    within(|| {
        let file = std::env::temp_dir().join(format!("phases-{}.svg", std::process::id()));
        demo(&["phases", "--delay", "20", "--svg", file.to_str().unwrap()]);
        let drawn = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(drawn.starts_with("<svg"), "{drawn}");
        assert!(["fetch", "format", "save"].iter().all(|phase| drawn.contains(phase)), "{drawn}");
    });
}

#[test]
fn one_read_is_not_the_answer() {
    within(|| {
        let said = example("ch01_bug_one_read");
        let came = said.strip_prefix("wrong: the first read is the answer: ").unwrap();
        let came: usize = came.split(' ').next().unwrap().parse().unwrap();
        assert!(came < 50, "{said}");
        assert!(said.contains("complete: 50 of 50 bytes"), "{said}");
    });
}

#[test]
fn a_request_in_two_pieces_is_refused_by_who_reads_once() {
    within(|| {
        let said = example("ch01_bug_split_request");
        assert!(
            said.contains(
                "one read is the request: sent whole, 10 of 10 are answered; sent in two pieces, 0 of 10"
            ),
            "{said}"
        );
        assert!(
            said.contains(
                "read to the empty line:  sent whole, 10 of 10 are answered; sent in two pieces, 10 of 10"
            ),
            "{said}"
        );
    });
}
