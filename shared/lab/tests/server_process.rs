//! The slow server as a child process: ten thousand requests at once, its end, and want of descriptors.
//!
//! `ServerProcess` starts the program it is called in again, so this one has a `main` instead of the test harness.
#![allow(clippy::unwrap_used, missing_docs)]

mod server_common;

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use lab::probe::within;
use lab::server::{ServerProcess, child_main};
use lab::{net, say};
use server_common::{PATIENCE, ask, connect, fetch, get, response};

/// What this program is when it is started again.
const PARENT_TO_BE_KILLED: &str = "a-parent-to-be-killed";
const SERVER_WITH_FEW_FDS: &str = "a-server-with-few-fds";

/// The checks, by name.
const CHECKS: [(&str, fn()); 5] = [
    ("it_answers_and_counts", it_answers_and_counts),
    ("dropping_it_ends_it", dropping_it_ends_it),
    ("it_ends_when_its_parent_is_killed", it_ends_when_its_parent_is_killed),
    ("it_holds_ten_thousand_delayed_requests_at_once", it_holds_ten_thousand_delayed_requests_at_once),
    ("without_descriptors_it_waits_and_recovers", without_descriptors_it_waits_and_recovers),
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some(ServerProcess::COMMAND) => return child_main(),
        Some(PARENT_TO_BE_KILLED) => parent_to_be_killed(),
        #[cfg(unix)]
        Some(SERVER_WITH_FEW_FDS) => few_fds::serve(),
        // Tools that list tests find none here: the checks run together.
        _ if args.iter().any(|arg| arg == "--list") => {}
        _ => {
            let filters: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
            for (name, check) in CHECKS {
                if filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())) {
                    within(PATIENCE, name, String::new, check);
                    println!("server_process: {name} ... ok");
                }
            }
        }
    }
    ExitCode::SUCCESS
}

fn it_answers_and_counts() {
    let server = ServerProcess::start().unwrap();
    assert_ne!(server.id(), std::process::id());
    let mut kept = connect(server.addr());
    for answered in 1..=20 {
        kept.write_all(get("/").as_bytes()).unwrap();
        assert_eq!(response(&mut kept).body, b"Hello, World!");
        let counts = server.counts().unwrap();
        assert_eq!(
            (counts.accepted, counts.open, counts.answered),
            (1, 1, answered),
            "asking is not counted"
        );
    }
}

fn dropping_it_ends_it() {
    let server = ServerProcess::start().unwrap();
    let addr = server.addr();
    let waiting = ask(addr, &get("/delay/60000"));
    drop(server);
    assert!(TcpStream::connect(addr).is_err());
    drop(waiting);
}

fn it_ends_when_its_parent_is_killed() {
    let (mut parent, addr, _its_stdin) = start_again(PARENT_TO_BE_KILLED);
    assert_eq!(fetch(addr, "/").status, 200);
    // On Unix, SIGKILL: no destructor of the parent's runs.
    parent.0.kill().unwrap();
    parent.0.wait().unwrap();
    // The child ends by itself, soon; the watchdog is there in case it does not.
    while TcpStream::connect(addr).is_ok() {}
}

/// Starts a server process, says where it is, and does nothing more until it is killed.
fn parent_to_be_killed() {
    let server = ServerProcess::start().unwrap();
    say!("{}", server.addr().port());
    // Its own stdin is held open by whoever will kill it.
    let _ = std::io::stdin().read_line(&mut String::new());
}

fn it_holds_ten_thousand_delayed_requests_at_once() {
    let limit = net::raise_fd_limit().unwrap_or(u64::MAX);
    let n = usize::try_from(limit.saturating_sub(100).min(10_000)).unwrap();
    if n < 10_000 {
        println!("only {n} at once: this system allows {limit} open files");
    }
    let server = ServerProcess::start().unwrap();
    let mut clients: Vec<_> = (0..n).map(|_| connect(server.addr())).collect();

    // How long it takes to send them all, nobody can know before: if the first answers come meanwhile, try again with a
    // longer delay.
    let mut delay = 1000;
    loop {
        let answered = server.counts().unwrap().answered;
        for client in &mut clients {
            client.write_all(get(&format!("/delay/{delay}")).as_bytes()).unwrap();
        }
        for client in &mut clients {
            assert_eq!(response(client).body, b"ok");
        }
        let counts = server.counts().unwrap();
        assert_eq!((counts.accepted, counts.open, counts.in_flight), (n as u64, n as u64, 0));
        assert_eq!(counts.answered, answered + n as u64);
        assert!(counts.most_in_flight <= n as u64);
        if counts.most_in_flight == n as u64 {
            break;
        }
        println!("{} at once with a delay of {delay} ms; again", counts.most_in_flight);
        delay *= 2;
        assert!(delay <= 32_000, "never {n} at once: {counts:?}");
    }
}

fn without_descriptors_it_waits_and_recovers() {
    if cfg!(not(unix)) {
        println!("skipped: this system sets no limit on sockets");
        return;
    }
    const CLIENTS: u64 = 200;
    let (_child, addr, mut tell) = start_again(SERVER_WITH_FEW_FDS);

    // All connect (the backlog takes them), and all ask.
    let clients: Vec<_> = (0..CLIENTS).map(|_| ask(addr, &get("/"))).collect();
    let full = loop {
        let now = tell("counts");
        if now.accepted >= 20 {
            break now;
        }
    };
    // Nobody leaves. Meanwhile it does not spin: it wakes ten times a second, and twice for a question of ours. (A
    // spinning one makes a hundred thousand turns.)
    let start = Instant::now();
    let mut questions = 0;
    let later = loop {
        std::thread::sleep(Duration::from_millis(50));
        questions += 1;
        let now = tell("counts");
        if start.elapsed() > Duration::from_millis(600) {
            break now;
        }
    };
    let rests = u64::try_from(start.elapsed().as_millis()).unwrap() / 100 + 1;
    let turns = later.turns - full.turns;
    assert!(
        turns <= 100 + 2 * (rests + questions),
        "{turns} turns in {rests} rests and {questions} questions"
    );
    assert!(later.accepted < 64, "{later:?}");

    // Descriptors come back though no connection closes: the rest ends by itself.
    tell("release");
    while tell("counts").accepted < later.accepted + 20 {}
    assert!(tell("counts").accepted < CLIENTS);

    // And they come back because connections close: in the end, everybody is served.
    for mut client in clients {
        assert_eq!(response(&mut client).status, 200);
    }
    while tell("counts").accepted < CLIENTS {}
}

/// What a server with few descriptors says of itself.
#[derive(Clone, Copy, Debug)]
struct State {
    accepted: u64,
    turns: u64,
}

/// A child that is killed at the end, and its pipes.
struct Again(Child);

impl Drop for Again {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts this program as one of the other things it can be; gives the child, the address it prints first, and a way
/// to tell it something and read the two numbers it says then.
fn start_again(role: &str) -> (Again, SocketAddr, impl FnMut(&str) -> State + use<>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .arg(role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = move || {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        line.split_whitespace().map(|number| number.parse().unwrap()).collect::<Vec<u64>>()
    };
    let port = u16::try_from(line()[0]).unwrap();
    let tell = move |what: &str| {
        writeln!(stdin, "{what}").unwrap();
        let numbers = line();
        State { accepted: numbers[0], turns: numbers[1] }
    };
    (Again(child), SocketAddr::from(([127, 0, 0, 1], port)), tell)
}

#[cfg(unix)]
mod few_fds {
    use std::fs::File;
    use std::io::stdin;

    use lab::say;
    use lab::server::Server;
    use nix::sys::resource::{Resource, setrlimit};

    /// A server that may have 64 descriptors, of which 25 are taken until it is told to release them.
    pub(super) fn serve() {
        setrlimit(Resource::RLIMIT_NOFILE, 64, 64).unwrap();
        let mut taken: Vec<File> = (0..25).map(|_| File::open("/dev/null").unwrap()).collect();
        let server = Server::start().unwrap();
        say!("{}", server.addr().port());
        // Every line is answered with how many connections were accepted, and how many turns the loop made.
        for line in stdin().lines() {
            if line.unwrap() == "release" {
                taken.clear();
            }
            say!("{} {}", server.counts().accepted, server.turns());
        }
    }
}
