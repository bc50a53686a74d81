//! A batch on processes: all at once, in order, and a child's death costs its own slice.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use ch03_processes::fetch_all_with;
use common::{program, watched};
use lab::fetch::{FetchError, FetchResult, Target};

const LIMIT: Duration = Duration::from_secs(50);

/// A request that has come, and is not answered yet.
struct Request {
    path: String,
    stream: TcpStream,
}

impl Request {
    fn next(listener: &TcpListener) -> Request {
        let (stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
        let path = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
        assert!(lines.any(|line| line.is_empty()), "a whole head");
        Request { path, stream }
    }

    /// Answers with the path as the body.
    fn answer(self) {
        let Request { path, mut stream } = self;
        write!(stream, "HTTP/1.1 200 OK\r\nX-Path: {path}\r\nContent-Length: {}\r\n\r\n{path}", path.len())
            .unwrap();
    }
}

fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()
}

fn targets(listener: &TcpListener, requests: usize) -> Vec<Target> {
    (0..requests).map(|k| Target::at(listener.local_addr().unwrap(), &format!("/{k}"))).collect()
}

fn body(result: &FetchResult) -> &str {
    std::str::from_utf8(&result.as_ref().unwrap().response.body).unwrap()
}

#[test]
fn all_requests_are_under_way_at_once_and_results_are_in_order() {
    for (children, requests) in [(1, 3), (2, 9), (5, 3)] {
        watched(move || {
            let listener = listen();
            let targets = targets(&listener, requests);
            let batch =
                std::thread::spawn(move || fetch_all_with(program("ch03-worker"), children, &targets, LIMIT));
            // None is answered before all have come.
            let mut waiting: Vec<Request> = (0..requests).map(|_| Request::next(&listener)).collect();
            waiting.sort_by_key(|request| request.path.clone());
            waiting.into_iter().rev().for_each(Request::answer);
            let results = batch.join().unwrap();
            assert_eq!(results.len(), requests);
            for (k, result) in results.iter().enumerate() {
                assert_eq!(body(result), format!("/{k}"));
                assert_eq!(result.as_ref().unwrap().response.header("x-path"), Some(body(result)));
            }
        });
    }
}

#[test]
fn an_empty_batch_starts_no_process() {
    // It could not: there is no such program.
    assert!(fetch_all_with(std::process::Command::new("no/such/program"), 2, &[], LIMIT).is_empty());
}

#[test]
fn errors_cross_the_border_as_their_text() {
    watched(|| {
        let (silent, closed) = (listen(), listen());
        let targets =
            [Target::at(silent.local_addr().unwrap(), "/"), Target::at(closed.local_addr().unwrap(), "/")];
        drop(closed);
        let results = fetch_all_with(program("ch03-worker"), 2, &targets, Duration::from_millis(300));
        let texts: Vec<String> = results.into_iter().map(|result| result.unwrap_err().to_string()).collect();
        assert!(texts[0].starts_with("timed out: "), "{}", texts[0]);
        assert!(
            texts[1].starts_with(&format!("cannot connect to {}: ", targets[1].addrs[0])),
            "{}",
            texts[1]
        );
    });
}

#[test]
fn a_program_that_is_no_worker_fails_each_request_with_a_sentence() {
    watched(|| {
        let targets = targets(&listen(), 3);
        for result in fetch_all_with(program("--no-such-flag"), 2, &targets, LIMIT) {
            let error = result.unwrap_err();
            assert!(
                matches!(&error, FetchError::Worker(text) if text.starts_with("no worker can be started: ")),
                "{error}"
            );
        }
    });
}

#[cfg(unix)]
#[test]
fn a_child_that_is_killed_takes_its_own_slice_with_it() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    watched(|| {
        let listener = listen();
        let targets = targets(&listener, 4);
        // Each child says its id on stderr, which we read, before it becomes a worker.
        let (said, stderr) = std::io::pipe().unwrap();
        let mut command = std::process::Command::new("sh");
        command.args(["-c", "echo $$ >&2; exec \"$0\" ch03-worker", env!("CARGO_BIN_EXE_ch03-processes")]);
        command.stderr(stderr);
        let batch = std::thread::spawn(move || fetch_all_with(command, 2, &targets, LIMIT));
        let waiting: Vec<Request> = (0..4).map(|_| Request::next(&listener)).collect();
        let victim = BufReader::new(said).lines().next().unwrap().unwrap();
        kill(Pid::from_raw(victim.parse().unwrap()), Signal::SIGKILL).unwrap();
        for mut request in waiting {
            // The victim's are closed; writing to them may fail, and does not matter.
            let _ = write!(request.stream, "HTTP/1.1 204 No Content\r\n\r\n");
        }
        let results = batch.join().unwrap();
        let ok: Vec<bool> = results.iter().map(Result::is_ok).collect();
        assert!(ok == [true, true, false, false] || ok == [false, false, true, true], "{ok:?}");
        for error in results.into_iter().filter_map(Result::err) {
            assert!(error.to_string().contains("SIGKILL"), "{error}");
        }
    });
}

#[test]
fn the_children_end_with_their_parent_even_in_the_middle_of_a_request() {
    watched(|| {
        let listener = listen();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let mut parent = program("fetch");
        let mut parent =
            parent.args([&url, &url]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let waiting = [Request::next(&listener), Request::next(&listener)];
        // As hard as it can be done: the parent has no chance to tell anybody.
        parent.kill().unwrap();
        parent.wait().unwrap();
        // The children hold these connections, and the other end of this pipe.
        for Request { mut stream, .. } in waiting {
            let _ = stream.read_to_end(&mut Vec::new());
        }
        parent.stderr.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
    });
}
