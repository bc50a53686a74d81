//! Children that share one listener: they answer, they are replaced, and they end with their parent.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::io::{BufRead, BufReader, ErrorKind, PipeReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use common::{program, watched};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// One request on a connection of its own: the whole answer, and the connection, still open.
fn get(addr: SocketAddr, path: &str) -> std::io::Result<(String, TcpStream)> {
    let mut stream = TcpStream::connect(addr)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\n\r\n")?;
    let mut answer = Vec::new();
    let mut byte = [0];
    // The answers here have no empty line in their bodies, and end without a line's end.
    while !answer.ends_with(b"ok") && !answer.ends_with(b"World!") {
        if stream.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        answer.push(byte[0]);
    }
    Ok((String::from_utf8(answer).unwrap(), stream))
}

/// A server in this process, whose children say their ids before they begin.
struct Serving {
    addr: SocketAddr,
    ids: BufReader<PipeReader>,
}

impl Serving {
    fn start(children: usize) -> Serving {
        let listener = lab::net::listen(0).unwrap();
        let addr = listener.local_addr().unwrap();
        let (said, stderr) = std::io::pipe().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo $$ >&2; exec \"$0\" ch03-serve", env!("CARGO_BIN_EXE_ch03-processes")]);
        command.stderr(stderr);
        // Serves until the test's process ends; the children see that.
        std::thread::spawn(move || ch03_processes::serve(listener, command, children));
        Serving { addr, ids: BufReader::new(said) }
    }

    /// Waits until the next child starts.
    fn next_id(&mut self) -> Pid {
        let mut line = String::new();
        self.ids.read_line(&mut line).unwrap();
        Pid::from_raw(line.trim().parse().unwrap())
    }
}

#[test]
fn children_that_were_killed_are_replaced() {
    watched(|| {
        let mut serving = Serving::start(2);
        let first = [serving.next_id(), serving.next_id()];
        assert!(get(serving.addr, "/").unwrap().0.ends_with("Hello, World!"));
        for id in first {
            kill(id, Signal::SIGKILL).unwrap();
        }
        let second = [serving.next_id(), serving.next_id()];
        assert!(!first.contains(&second[0]) && !first.contains(&second[1]));
        // A connection that came in between has waited in the backlog.
        assert!(get(serving.addr, "/").unwrap().0.ends_with("Hello, World!"));
    });
}

/// How many connections to this address a child has.
#[cfg(target_os = "linux")]
fn connections(child: Pid, addr: SocketAddr) -> usize {
    let port = format!(":{:04X}", addr.port());
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let sockets: Vec<String> = table
        .lines()
        // "number, local address, remote address, state (1: established), …, inode".
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| words[1].ends_with(&port) && words[3] == "01")
        .map(|words| format!("socket:[{}]", words[9]))
        .collect();
    let all = std::fs::read_dir(format!("/proc/{child}/fd")).unwrap().flatten();
    let targets = all.filter_map(|fd| std::fs::read_link(fd.path()).ok());
    targets.filter(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str())).count()
}

/// The children take turns in `accept` on Linux, so soon both have connections.
#[cfg(target_os = "linux")]
#[test]
fn a_child_that_dies_takes_its_own_connections_with_it_and_no_others() {
    watched(|| {
        let mut serving = Serving::start(2);
        let children = [serving.next_id(), serving.next_id()];
        let mut all: Vec<TcpStream> = Vec::new();
        while children.iter().any(|child| connections(*child, serving.addr) < 3) {
            all.push(get(serving.addr, "/").unwrap().1);
        }
        fn answers(mut stream: &TcpStream) -> bool {
            let asked = stream.write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n");
            asked.is_ok() && matches!(stream.read(&mut [0; 1000]), Ok(1..))
        }
        // On a machine that is very busy some were idle for too long meanwhile, and were closed for that.
        all.retain(answers);
        let victims = connections(children[0], serving.addr);
        let others = all.len() - victims;
        kill(children[0], Signal::SIGKILL).unwrap();
        serving.next_id();
        all.retain(answers);
        assert_eq!(all.len(), others, "{victims} belonged to the one that died");
    });
}

#[test]
fn children_that_die_at_once_again_and_again_are_given_up() {
    watched(|| {
        let listener = lab::net::listen(0).unwrap();
        let mut command = program("--no-such-flag");
        command.stderr(Stdio::null());
        let error = ch03_processes::serve(listener, command, 2).unwrap_err();
        assert_eq!(error.to_string(), "the children die as soon as they start (exit status: 2)");
    });
}

#[test]
fn a_child_that_was_not_handed_a_listener_says_so() {
    watched(|| {
        let mut child = program("ch03-serve");
        let output =
            child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("ch03-serve: "));
    });
}

/// The program's own `serve`, and where it listens.
fn serve_program() -> (Child, SocketAddr) {
    let mut parent = program("serve");
    let mut parent =
        parent.args(["--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(parent.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim_end().strip_prefix("listening on http://").unwrap().parse().unwrap();
    (parent, addr)
}

fn nothing_is_left_after(signal: Signal) {
    watched(move || {
        let (mut parent, addr) = serve_program();
        let (_, mut idle) = get(addr, "/").unwrap();
        let mut waiting = TcpStream::connect(addr).unwrap();
        waiting.write_all(b"GET /delay/55000 HTTP/1.1\r\nHost: test\r\n\r\n").unwrap();
        kill(Pid::from_raw(parent.id() as i32), signal).unwrap();
        parent.wait().unwrap();
        // Their connections are closed, and so is their end of this pipe: that was all of them.
        let _ = idle.read_to_end(&mut Vec::new());
        let _ = waiting.read_to_end(&mut Vec::new());
        parent.stderr.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
        // So nobody holds the listener any more.
        assert_eq!(get(addr, "/").unwrap_err().kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn nothing_is_left_after_the_parent_was_killed() {
    nothing_is_left_after(Signal::SIGKILL);
}

#[test]
fn nothing_is_left_after_the_parent_was_asked_to_end() {
    nothing_is_left_after(Signal::SIGTERM);
}
