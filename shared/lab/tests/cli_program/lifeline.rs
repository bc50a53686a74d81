//! Children end when their parent dies, even when it is killed and can say nothing.
//!
//! All of them write to the stderr they were given; so it ends for its reader when the last of them is gone.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::TcpStream;

use lab::probe::within;

use crate::support::{LONG, program};

#[test]
fn the_embedded_server_ends_when_its_parent_is_killed() {
    let mut parent = program(&["hold"]).spawn().unwrap();
    let mut stdout = BufReader::new(parent.stdout.take().unwrap());
    let addr = within(
        LONG,
        "the address",
        || "not said".to_owned(),
        move || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        },
    );
    TcpStream::connect(&addr).expect("the server is there");
    let mut stderr = parent.stderr.take().unwrap();
    parent.kill().unwrap();
    parent.wait().unwrap();
    within(
        LONG,
        "the end of the server",
        || "it still holds its stderr".to_owned(),
        move || {
            stderr.read_to_end(&mut Vec::new()).unwrap();
        },
    );
    let error = TcpStream::connect(&addr).expect_err("the port is closed");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn a_model_of_compare_ends_when_its_parent_is_killed() {
    let mut parent = program(&["compare", "--requests", "1", "--delay", "0"])
        .env("LAB_DEMO_MODEL", "hangs")
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(parent.stderr.take().unwrap());
    let said = within(
        LONG,
        "the model that hangs",
        || "not reached".to_owned(),
        move || {
            let mut line = String::new();
            stderr.read_line(&mut line).unwrap();
            parent.kill().unwrap();
            parent.wait().unwrap();
            stderr.read_to_string(&mut line).unwrap();
            line
        },
    );
    assert_eq!(said, "hanging\n");
}
