//! What a demo prints and writes.

use crate::support::{folder, run};

#[test]
fn a_demo_shows_intro_picture_bill_remarks_and_what_to_try_next_in_this_order() {
    let ended = run(&[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let mut rest = ended.stdout.as_str();
    for part in [
        "Hello from the laboratory\n\n",
        "once",
        "twice",
        "wall",
        "threads",
        "once",
        "twice",
        "\n\nTwice is more than once.\n\n",
        "Next: cargo run -p lab-demo -- hello --work 100 · fetch\n",
    ] {
        let place =
            rest.find(part).unwrap_or_else(|| panic!("no {part:?} in its place in\n{}", ended.stdout));
        rest = &rest[place + part.len()..];
    }
    assert_eq!(rest, "");
}

#[test]
fn with_json_the_ledgers_end_stdout_the_last_one_the_chapters_own() {
    for args in [&["--json"][..], &["hello", "--json", "--work", "5"], &["--work=5", "--json", "hello"]] {
        let ended = run(args);
        assert_eq!(ended.code, Some(0));
        let ledgers: Vec<&str> = ended.stdout.lines().filter(|line| line.starts_with('{')).collect();
        assert_eq!(ledgers.len(), 2);
        assert_eq!(ended.ledger().model, "twice");
        assert!(ended.stdout.ends_with(&format!("{}\n{}\n", ledgers[0], ledgers[1])));
        assert!(!ended.stdout.contains("Next:"));
    }
}

#[test]
fn pictures_are_written_where_a_flag_names_a_file_and_nowhere_else() {
    let folder = folder("pictures");
    let (svg, trace) = (folder.join("a.svg"), folder.join("a.json"));
    let ended = run(&["hello", "--svg", svg.to_str().unwrap(), "--trace", trace.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(std::fs::read_to_string(svg).unwrap().contains("<svg"));
    let trace: tinyjson::JsonValue = std::fs::read_to_string(trace).unwrap().parse().unwrap();
    assert!(trace.is_object() || trace.is_array());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    for flag in ["--svg", "--trace"] {
        let ended = run(&["hello", flag, "/no/such/folder/file"]);
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.stderr.starts_with("lab-demo hello: cannot write /no/such/folder/file: "),
            "{}",
            ended.stderr
        );
        assert_eq!(ended.stderr.lines().count(), 1);
    }
}

#[test]
fn a_demo_that_fails_says_why_in_one_line() {
    let ended = run(&["fails"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), "lab-demo fails: the oven is cold\n"));
}
