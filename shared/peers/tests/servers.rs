//! The servers and the clients, as programs: what they answer, what a client refuses, and that they go on.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use peers::{REQUEST, RESPONSE};

const SERVERS: [&str; 10] = [
    env!("CARGO_BIN_EXE_raw-epoll"),
    env!("CARGO_BIN_EXE_bare-polling"),
    env!("CARGO_BIN_EXE_mio-loop"),
    env!("CARGO_BIN_EXE_tokio-current-thread"),
    env!("CARGO_BIN_EXE_tokio-multi-thread"),
    env!("CARGO_BIN_EXE_hyper-tokio"),
    env!("CARGO_BIN_EXE_smol-local"),
    env!("CARGO_BIN_EXE_thread-per-connection"),
    PROTOCOL,
    STREAMS,
];

/// Python's two, where there is a `python3`.
const PROTOCOL: &str = "python3 protocol";
const STREAMS: &str = "python3 streams";

/// All that can run here.
fn servers() -> impl Iterator<Item = &'static str> {
    let python = Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !python {
        println!("skipped: there is no `python3`, so asyncio does not run");
    }
    SERVERS.into_iter().filter(move |server| python || !server.starts_with("python3"))
}

/// A running server; killed when dropped.
struct Server(Child, String);

impl Server {
    fn start(program: &str) -> Server {
        let mut command = match program.strip_prefix("python3 ") {
            None => Command::new(program),
            Some(kind) => {
                let mut python = Command::new("python3");
                python.args([concat!(env!("CARGO_MANIFEST_DIR"), "/python/serve.py"), kind]);
                python
            }
        };
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Server(child, address)
    }

    fn connect(&self) -> TcpStream {
        let client = TcpStream::connect(&self.1).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(60))).unwrap(); // a watchdog: a hang becomes a failure
        client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn read_answers(mut client: &TcpStream, n: usize) {
    let mut answers = vec![0; n * RESPONSE.len()];
    client.read_exact(&mut answers).unwrap();
    assert_eq!(answers, RESPONSE.repeat(n));
}

fn client(address: &str, connections: &str) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_light-client"))
        .args([address, "--connections", connections, "--seconds", "0.2", "--warm-up", "0.05"])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn requests_in_pieces_and_in_heaps_are_answered() {
    for program in servers() {
        let server = Server::start(program);
        let mut client = server.connect();
        for byte in REQUEST {
            client.write_all(&[*byte]).unwrap();
        }
        read_answers(&client, 1);
        client.write_all(&REQUEST.repeat(100)).unwrap();
        read_answers(&client, 100);
    }
}

/// More answers than the sockets hold, and nobody reads: the server must wait until there is room, and go on then.
#[test]
fn a_client_that_reads_late_gets_every_answer() {
    const N: usize = 200_000;
    for program in servers() {
        let server = Server::start(program);
        let mut writer = server.connect();
        let reader = writer.try_clone().unwrap();
        let writing = thread::spawn(move || {
            for _ in 0..N / 1000 {
                writer.write_all(&REQUEST.repeat(1000)).unwrap();
            }
        });
        // Meanwhile another client is answered: the server has not stuck fast in the first one's writes.
        let mut other = server.connect();
        other.write_all(REQUEST).unwrap();
        read_answers(&other, 1);
        read_answers(&reader, N);
        writing.join().unwrap();
    }
}

#[test]
fn clients_that_leave_in_the_middle_harm_nobody() {
    for program in servers() {
        let server = Server::start(program);
        for _ in 0..50 {
            server.connect().write_all(b"GET / HT").unwrap();
            server.connect().write_all(b"\0 garbage\r\n\r\n").unwrap();
            let mut closing = server.connect();
            closing.write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
            closing.shutdown(Shutdown::Write).unwrap();
            let mut answer = String::new();
            closing.read_to_string(&mut answer).unwrap(); // to the end: it is closed
            // hyper says in its answer that it closes; nobody else says a word more.
            let answer = answer.replace("Connection: close\r\n", "");
            assert_eq!(answer.as_bytes(), RESPONSE, "{program}");
        }
        let mut client = server.connect();
        client.write_all(REQUEST).unwrap();
        read_answers(&client, 1);
    }
}

/// With edges this is a trap: the end of the stream came together with the last bytes, and is told of only once.
#[test]
fn a_half_closed_client_is_answered_and_let_go() {
    for program in servers() {
        let server = Server::start(program);
        for _ in 0..50 {
            let mut client = server.connect();
            client.write_all(REQUEST).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            let mut answer = Vec::new();
            client.read_to_end(&mut answer).unwrap();
            assert_eq!(answer, RESPONSE, "{program}");
        }
    }
}

#[test]
fn the_client_counts_what_every_server_answers() {
    for program in servers() {
        let server = Server::start(program);
        let (good, line, why) = client(&server.1, "16");
        assert!(good, "{program}: {why}");
        let requests = line.split(' ').next().unwrap().strip_prefix("requests=").unwrap();
        assert!(requests.parse::<u64>().unwrap() > 0, "{line}");
    }
}

/// One figure of the line that a program has printed.
fn figure(line: &str, name: &str) -> f64 {
    let value = line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("no {name} in {line:?}")).parse().unwrap()
}

#[test]
fn a_client_that_is_told_how_often_asks_so_often() {
    let server = Server::start(env!("CARGO_BIN_EXE_raw-epoll"));
    for blocking in [&[][..], &["--blocking"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_light-client"))
            .args([&server.1, "--connections", "3", "--requests", "1001"])
            .args(blocking)
            .output()
            .unwrap();
        assert_eq!(figure(&String::from_utf8(output.stdout).unwrap(), "requests"), 1001.0);
    }
}

#[test]
fn the_latency_client_gives_its_times_in_order() {
    let server = Server::start(env!("CARGO_BIN_EXE_raw-epoll"));
    let output = Command::new(env!("CARGO_BIN_EXE_latency-client"))
        .args([&server.1, "--connections", "16", "--seconds", "0.2", "--warm-up", "0.05"])
        .output()
        .unwrap();
    let line = String::from_utf8(output.stdout).unwrap();
    let [p50, p99, p999] = ["p50_ns", "p99_ns", "p999_ns"].map(|name| figure(&line, name));
    assert!(0.0 < p50 && p50 <= p99 && p99 <= p999, "{line}");
}

/// A thread takes more memory than an entry in a table: so the client sees what is there.
#[test]
fn the_idle_client_sees_the_memory_of_a_connection() {
    let [raw, thread] =
        [env!("CARGO_BIN_EXE_raw-epoll"), env!("CARGO_BIN_EXE_thread-per-connection")].map(|program| {
            let server = Server::start(program);
            let output = Command::new(env!("CARGO_BIN_EXE_idle-client"))
                .args([&server.1, "--connections", "100", "--seconds", "0.1", "--server"])
                .arg(server.0.id().to_string())
                .output()
                .unwrap();
            figure(&String::from_utf8(output.stdout).unwrap(), "used_bytes")
        });
    assert!(thread > 4096.0 && raw < 4096.0, "raw {raw}, a thread {thread}");
}

#[test]
fn the_client_refuses_an_answer_that_differs_in_one_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let wrong = String::from_utf8(RESPONSE.to_vec()).unwrap().replace('W', "w");
        while socket.read(&mut [0; 1000]).is_ok_and(|n| n > 0) && socket.write_all(wrong.as_bytes()).is_ok() {
        }
    });
    let (good, line, why) = client(&address, "1");
    assert!(!good && line.is_empty() && why.contains("Hello, world!"), "{line}{why}");
}

#[test]
fn the_client_refuses_an_answer_too_many() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        while socket.read(&mut [0; 1000]).is_ok_and(|n| n > 0)
            && socket.write_all(&RESPONSE.repeat(2)).is_ok()
        {}
    });
    let (good, line, why) = client(&address, "1");
    assert!(!good && line.is_empty() && why.contains("another answer"), "{line}{why}");
}

#[test]
fn what_is_pinned_stays_on_its_core_and_keeps_its_process() {
    // `nproc` prints on how many cores it may run.
    let pinned = |words: &[&str]| Command::new(env!("CARGO_BIN_EXE_pinned")).args(words).output().unwrap();
    assert_eq!(pinned(&["0", "nproc"]).stdout, b"1\n");
    assert_eq!(pinned(&["no core", "nproc"]).status.code(), Some(2));
    let child = Command::new(env!("CARGO_BIN_EXE_pinned"))
        .args(["0", "sh", "-c", "echo $$"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    assert_eq!(child.wait_with_output().unwrap().stdout, format!("{id}\n").into_bytes());
}
