//! `serve`: the line that says where, and a port that is taken.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;

use lab::probe::within;

use crate::support::{LONG, program, run};

#[test]
fn the_first_line_says_where_and_nothing_follows_it() {
    let mut child = program(&["serve"]).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let said = within(
        LONG,
        "serve",
        || "no hello".to_owned(),
        move || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            let addr = line.trim_end().strip_prefix("listening on http://127.0.0.1:").unwrap();
            let port: u16 = addr.parse().unwrap();
            let mut hello = String::new();
            TcpStream::connect(("127.0.0.1", port)).unwrap().read_to_string(&mut hello).unwrap();
            assert_eq!(hello, "hello");
            let mut rest = String::new();
            stdout.read_to_string(&mut rest).unwrap();
            rest
        },
    );
    assert_eq!(said, "");
    assert!(child.wait().unwrap().success());
    let mut advice = String::new();
    child.stderr.take().unwrap().read_to_string(&mut advice).unwrap();
    assert!(
        advice.contains("says hello once and ends") && advice.contains("curl http://127.0.0.1:"),
        "{advice}"
    );
    assert_eq!(advice.lines().count(), 1);
}

#[test]
fn a_port_that_is_taken_is_told_in_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = run(&["serve", "--port", &port]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains(&port), "{}", ended.stderr);
}
