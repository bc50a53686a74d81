//! What makes no sense is told in one line with exit 2; help and list.

use std::process::Stdio;

use crate::support::{program, run, run_command};

#[test]
fn what_makes_no_sense_is_one_line_on_stderr_and_exit_2() {
    for args in [
        &["helo"][..],
        &["--nonsense"],
        &["hello", "--work", "many"],
        &["hello", "--work", "1001"],
        &["fetch", "--requests", "0"],
        &["fetch", "--requests"],
        &["fetch", "--delay", "5", "http://127.0.0.1:1/"],
        &["fetch", "https://127.0.0.1/"],
        &["fetch", "no-url"],
        &["serve", "--port", "65536"],
        &["serve", "--json"],
        &["compare", "--sweep", "1,x"],
        &["compare", "--sweep", "1,10", "--requests", "5"],
        &["list", "more"],
        &["two\nlines"],
        &["hello", "two\nlines"],
        &["fetch", "http://two\nlines/"],
    ] {
        let ended = run(args);
        assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{args:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{args:?}: {}", ended.stderr);
    }
    assert_eq!(run(&["helo"]).stderr, "lab-demo: unknown command `helo`; did you mean `hello`?\n");
}

#[test]
fn list_names_every_demo_with_its_rows_one_a_line() {
    let ended = run(&["list"]);
    assert_eq!(ended.code, Some(0));
    let first_words: Vec<&str> =
        ended.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(first_words, ["hello", "fails", "hold", "fetch", "serve", "compare", "list"]);
    assert!(ended.stdout.starts_with("hello    S0  burns a little, twice\n"), "{}", ended.stdout);
}

#[test]
fn help_tells_the_flags_of_each_command_with_defaults_and_an_example() {
    let all = run(&["--help"]);
    assert_eq!((all.code, all.stderr.as_str()), (Some(0), ""));
    for word in
        ["cargo run -p lab-demo --", "hello", "fetch", "serve", "compare", "list", "--svg FILE", "--json"]
    {
        assert!(all.stdout.contains(word), "no {word} in\n{}", all.stdout);
    }
    for (args, words) in [
        (&["hello", "--help"][..], &["--work N", "10 by default", "[0 to 1000]", "--trace FILE", "(S0)"][..]),
        (
            &["--help", "fetch"],
            &["--requests N", "--timeout N", "30000 by default", "--save DIR", "--backwards"],
        ),
        (&["serve", "-h"], &["--port N", "serve --port 8080"]),
        (&["compare", "--help"], &["--sweep N,N,…", "--full", "compare --sweep 1,10,100,1000"]),
    ] {
        let ended = run(args);
        assert_eq!(ended.code, Some(0));
        for word in words {
            assert!(ended.stdout.contains(word), "no {word} in\n{}", ended.stdout);
        }
    }
}

#[test]
fn stdin_is_never_read() {
    for args in [&["hello"][..], &["fetch", "--requests", "1", "--delay", "0"]] {
        let mut command = program(args);
        // Nothing comes, and it stays open: whoever reads it never ends.
        let (reader, writer) = std::io::pipe().unwrap();
        command.stdin(Stdio::from(reader));
        assert_eq!(run_command(command).code, Some(0));
        drop(writer);
    }
}
