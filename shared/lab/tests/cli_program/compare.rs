//! `compare`: a process for each model, one table, and nothing hidden.

use lab::ledger::Ledger;

use crate::support::{Ended, folder, program, run, run_command};

fn with_model(model: &str, args: &[&str]) -> Ended {
    let mut command = program(args);
    command.env("LAB_DEMO_MODEL", model);
    run_command(command)
}

fn ledgers(ended: &Ended) -> Vec<Ledger> {
    ended.stdout.lines().filter_map(Ledger::from_json).collect()
}

#[test]
fn every_model_runs_the_same_batch_and_stands_in_table_and_picture() {
    let ended = run(&["compare", "--requests", "3", "--delay", "1"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    for model in ["backwards", "in turn"] {
        let lines: Vec<&str> =
            ended.stdout.lines().filter(|line| line.trim_start().starts_with(model)).collect();
        assert_eq!(lines.len(), 2, "a bar and a row for {model}:\n{}", ended.stdout);
        assert!(lines[0].contains('█'));
        assert!(lines[1].split_whitespace().any(|cell| cell == "3"), "3 requests: {}", lines[1]);
    }
}

#[test]
fn with_json_there_is_a_ledger_a_line_the_chapters_own_last() {
    let ended = run(&["compare", "--requests", "3", "--delay", "1", "--json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let ledgers = ledgers(&ended);
    assert_eq!(ledgers.len(), ended.stdout.lines().count());
    assert_eq!(ledgers.iter().map(|l| l.model.as_str()).collect::<Vec<_>>(), ["backwards", "in turn"]);
    for ledger in &ledgers {
        assert_eq!((ledger.requests, ledger.ok, ledger.failed), (Some(3), Some(3), Some(0)));
        assert!(ledger.wall.as_millis() >= 3, "3 waits of 1 ms: {ledger:?}");
    }
}

#[test]
fn a_sweep_runs_every_size_and_leaves_out_with_a_line_what_would_take_long() {
    let folder = folder("sweep");
    let (svg, trace) = (folder.join("sweep.svg"), folder.join("sweep.json"));
    let files = ["--svg", svg.to_str().unwrap(), "--trace", trace.to_str().unwrap()];
    // 20 waits of 20 ms are 0.4 s, far more than one of them on the busiest machine; 1,000 would be 20 s.
    let args = [&["compare", "--delay", "20", "--sweep", "1000,20,1"][..], &files].concat();
    let ended = run(&args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for model in ["backwards", "in turn"] {
        let left_out = format!("{model} at 1000: about ");
        let line = ended.stdout.lines().find(|line| line.starts_with(&left_out));
        assert!(line.unwrap().ends_with(" s, left out (--full runs it)"), "{}", ended.stdout);
    }
    assert!(std::fs::read_to_string(svg).unwrap().contains("<svg"));
    assert!(std::fs::read_to_string(trace).unwrap().contains("in turn"));
    std::fs::remove_dir_all(folder).unwrap();

    let ended = run(&["compare", "--delay", "0", "--sweep", "1,3", "--json"]);
    let points: Vec<(String, Option<u64>)> =
        ledgers(&ended).into_iter().map(|l| (l.model, l.requests)).collect();
    let expected = [("backwards", 1), ("backwards", 3), ("in turn", 1), ("in turn", 3)];
    assert_eq!(points, expected.map(|(model, n)| (model.to_owned(), Some(n))));
}

#[test]
fn a_models_failures_stand_in_the_table_and_their_reason_on_stderr() {
    let ended = with_model("refuses", &["compare", "--requests", "2", "--delay", "0"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stderr, "refuses: 2 of 2 failed, the first: not today\n");
    assert!(ended.stdout.contains(", 2 failed\n"), "{}", ended.stdout);

    let ended = with_model("refuses", &["compare", "--requests", "2", "--delay", "0", "--json"]);
    let failed: Vec<Option<u64>> = ledgers(&ended).iter().map(|ledger| ledger.failed).collect();
    assert_eq!(failed, [Some(0), Some(2), Some(0)]);
}

#[test]
fn a_model_that_crashes_takes_no_other_down() {
    let ended = with_model("panics", &["compare", "--requests", "2", "--delay", "0"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("\npanics at 2: ended without a bill: "), "{}", ended.stdout);
    for model in ["backwards", "in turn"] {
        assert_eq!(ended.stdout.lines().filter(|line| line.trim_start().starts_with(model)).count(), 2);
    }
}
