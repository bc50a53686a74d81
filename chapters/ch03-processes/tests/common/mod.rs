//! Workers for the tests, and a door that holds their jobs until the test lets them go.
#![allow(dead_code)] // Not every test file uses all of it.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use ch03_processes::ProcessPool;

/// This chapter's program, with one of its hidden commands.
pub fn program(command: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_ch03-processes"));
    // The panics on purpose need no backtrace.
    program.arg(command).env("RUST_BACKTRACE", "0");
    program
}

/// A pool of workers that run errands (src/errands.rs).
pub fn pool(workers: usize) -> ProcessPool {
    ProcessPool::new(program("ch03-errands"), workers).unwrap()
}

/// Runs a test that could hang.
pub fn watched<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    lab::probe::within(Duration::from_secs(60), "the test", || "it hangs".into(), f)
}

/// Where jobs come to stay.
pub struct Door(TcpListener);

/// A job that has begun, and does not end before this value is dropped.
pub struct Visitor {
    pub name: String,
    pub pid: u32,
    pub stream: TcpStream,
}

impl Door {
    pub fn open() -> Door {
        Door(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
    }

    pub fn addr(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    /// The job that comes here.
    pub fn job(&self, name: &str) -> Vec<u8> {
        format!("visit {} {name}", self.addr()).into_bytes()
    }

    /// Waits for the next to come.
    pub fn next(&self) -> Visitor {
        let (stream, _) = self.0.accept().unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        let (name, pid) = line.trim_end().split_once(' ').unwrap();
        Visitor { name: name.to_owned(), pid: pid.parse().unwrap(), stream }
    }
}
