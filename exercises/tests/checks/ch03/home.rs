//! The child program, and where children call home: each keeps a connection for as long as it lives.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// The child program, which does what a line says: see `exercises/tests/child/main.rs`.
pub fn child() -> Command {
    let program = option_env!("CARGO_BIN_EXE_exercise-child").or(option_env!("CARGO_BIN_EXE_solution-child"));
    Command::new(program.unwrap())
}

/// Counts the children that live, and says to each who asks whether it may live on.
pub struct Home {
    addr: SocketAddr,
    seen: Arc<Seen>,
}

/// What is known of the children.
#[derive(Default)]
pub struct Seen {
    counts: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
pub struct Counts {
    /// How many have called.
    pub born: usize,
    /// How many of them live.
    pub alive: usize,
    /// How many wait now for a word.
    pub asking: usize,
    /// How often any has asked.
    pub asked: usize,
}

impl Seen {
    fn change(&self, change: impl FnOnce(&mut Counts)) -> Counts {
        let mut counts = self.counts.lock().unwrap();
        change(&mut counts);
        self.changed.notify_all();
        *counts
    }

    /// Sleeps until the counts are so.
    pub fn until(&self, so: impl Fn(Counts) -> bool) {
        drop(self.changed.wait_while(self.counts.lock().unwrap(), |counts| !so(*counts)).unwrap());
    }

    pub fn now(&self) -> Counts {
        *self.counts.lock().unwrap()
    }
}

impl Home {
    /// `lives` is told a job, and how many have asked so far, this one included.
    pub fn new(lives: impl Fn(&str, usize, &Seen) -> bool + Send + Sync + 'static) -> Home {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let home = Home { addr: listener.local_addr().unwrap(), seen: Arc::default() };
        let (seen, lives) = (Arc::clone(&home.seen), Arc::new(lives));
        thread::spawn(move || {
            for call in listener.incoming() {
                let (call, seen, lives) = (call.unwrap(), Arc::clone(&seen), Arc::clone(&lives));
                seen.change(|counts| {
                    counts.born += 1;
                    counts.alive += 1;
                });
                thread::spawn(move || {
                    answer(&call, &seen, &*lives);
                    seen.change(|counts| counts.alive -= 1);
                });
            }
        });
        home
    }

    pub fn seen(&self) -> Arc<Seen> {
        Arc::clone(&self.seen)
    }

    /// A child that calls here.
    pub fn child(&self) -> Command {
        let mut child = child();
        child.arg(self.addr.to_string());
        child
    }
}

/// Answers one child until it lives no more.
fn answer(call: &TcpStream, seen: &Seen, lives: &dyn Fn(&str, usize, &Seen) -> bool) {
    let mut lines = BufReader::new(call).lines();
    while let Some(Ok(job)) = lines.next() {
        let asked = seen.change(|counts| {
            counts.asking += 1;
            counts.asked += 1;
        });
        let word = if lives(&job, asked.asked, seen) { b"1" } else { b"0" };
        seen.change(|counts| counts.asking -= 1);
        let _ = (&mut &*call).write_all(word);
    }
}

/// How many children of ours have ended and were never waited for, where the system tells. All of them are at their
/// end: a dead child's connections and pipes are closed a moment before it is in the list as dead, so this waits for those
/// that are not there yet.
pub fn zombies() -> usize {
    let ours = std::process::id().to_string();
    loop {
        let all = processes();
        let children = all.iter().filter(|(parent, _)| *parent == ours);
        // An `X` is being taken away just now.
        let states: Vec<_> =
            children.map(|(_, state)| state.as_str()).filter(|state| !state.starts_with('X')).collect();
        if states.iter().all(|state| state.starts_with('Z')) {
            return states.len();
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// All processes: whose child each is, and its state.
#[cfg(target_os = "linux")]
fn processes() -> Vec<(String, String)> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let stats = all.filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok());
    let parsed = stats.filter_map(|stat| {
        // "4711 (its name) Z 4700 …": the name may hold anything, so count from its end.
        let mut words = stat.rsplit_once(')')?.1.split_whitespace();
        let state = words.next()?.to_owned();
        Some((words.next()?.to_owned(), state))
    });
    parsed.collect()
}

#[cfg(not(target_os = "linux"))]
fn processes() -> Vec<(String, String)> {
    // Windows has neither `ps` nor zombies.
    let ps = Command::new("ps")
        .args(["-A", "-o", "pid=,ppid=,stat="])
        .stdout(std::process::Stdio::piped())
        .spawn();
    let Ok(ps) = ps else { return Vec::new() };
    let own = ps.id().to_string();
    let list = ps.wait_with_output();
    let list = list.map(|list| String::from_utf8_lossy(&list.stdout).into_owned()).unwrap_or_default();
    let parsed = list.lines().filter_map(|line| {
        let mut words = line.split_whitespace().map(str::to_owned);
        // It is a child of ours too.
        let _ = words.next().filter(|process| *process != own)?;
        Some((words.next()?, words.next()?))
    });
    parsed.collect()
}
