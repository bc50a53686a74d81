//! Who races: other people's runtimes, bare loops, and the chapters.

use std::process::Stdio;

use super::works::{Case, Kind};
use crate::workspace::{command, root};

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A bare loop: what can be reached at all.
    Limit,
    /// Other people's.
    Theirs,
    /// This book's.
    Ours,
}

/// A server's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// One of `shared/peers`.
    Peer(&'static str),
    /// A chapter's.
    Chapter(&'static str),
    /// Python's, with these words.
    Python(&'static [&'static str]),
}

/// What works inside an executor are done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Micro {
    /// `micro`, under this name.
    Rust,
    /// `micro.py`, on this event loop.
    Python(&'static str),
}

/// Somebody who can race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called on the command line and in the table.
    pub name: &'static str,
    /// Whose it is.
    pub side: Side,
    /// Its server, if it has one.
    pub server: Option<Program>,
    /// What it does the works of `micro` with, if it can.
    pub micro: Option<Micro>,
}

const fn server(name: &'static str, side: Side, program: &'static str) -> Entry {
    Entry { name, side, server: Some(Program::Peer(program)), micro: None }
}

const fn chapter(name: &'static str, package: &'static str, micro: Option<Micro>) -> Entry {
    Entry { name, side: Side::Ours, server: Some(Program::Chapter(package)), micro }
}

const fn python(name: &'static str, words: &'static [&'static str], micro: Option<Micro>) -> Entry {
    Entry { name, side: Side::Theirs, server: Some(Program::Python(words)), micro }
}

/// The chapter that is made of steps.
pub const STEPS: &str = "ch09";

/// All that can race.
pub const ENTRIES: &[Entry] = &[
    server("raw-epoll", Side::Limit, "raw-epoll"),
    server("bare-polling", Side::Limit, "bare-polling"),
    server("mio", Side::Limit, "mio-loop"),
    Entry { micro: Some(Micro::Rust), ..server("tokio", Side::Theirs, "tokio-current-thread") },
    server("tokio-multi", Side::Theirs, "tokio-multi-thread"),
    server("hyper", Side::Theirs, "hyper-tokio"),
    Entry { micro: Some(Micro::Rust), ..server("smol", Side::Theirs, "smol-local") },
    Entry { name: "local-pool", side: Side::Theirs, server: None, micro: Some(Micro::Rust) },
    server("thread", Side::Theirs, "thread-per-connection"),
    python("asyncio", &["protocol"], Some(Micro::Python("asyncio"))),
    python("asyncio-streams", &["streams"], None),
    python("uvloop", &["protocol", "--uvloop"], Some(Micro::Python("uvloop"))),
    chapter("ch02", "ch02-threads", None),
    chapter("ch04", "ch04-nonblocking-socket", None),
    chapter("ch05", "ch05-event-loop", None),
    chapter("ch07", "ch07-executor", Some(Micro::Rust)),
    chapter("ch08", "ch08-runtime", Some(Micro::Rust)),
    chapter(STEPS, "ch09-fast-path", Some(Micro::Rust)),
    server("ch09-hello", Side::Ours, "ch09-hello"),
];

/// The one of that name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

impl Entry {
    /// Whether it can do that work.
    pub fn does(&self, case: &Case) -> bool {
        match (case.kind, self.micro) {
            _ if case.serves() => self.server.is_some(),
            // The event loop of Python has neither tasks that yield to sockets nor an allocator that we could count.
            (Kind::Counts("hog"), Some(Micro::Python(_))) => false,
            (_, micro) => micro.is_some(),
        }
    }

    /// Whether it is here. If not: why, in a sentence.
    fn missing(&self) -> Option<String> {
        match self.server {
            Some(Program::Chapter(package)) => {
                let program = root().join("chapters").join(package).join("src/main.rs");
                (!program.exists()).then(|| format!("{} is left out: there is no {package} yet", self.name))
            }
            Some(Program::Python(words)) => {
                let module = if words.contains(&"--uvloop") { "uvloop" } else { "asyncio" };
                let import = format!("import {module}");
                let found = command("python3").args(["-c", &import]).stderr(Stdio::null()).status();
                let here = found.is_ok_and(|status| status.success());
                (!here).then(|| format!("{} is left out: `python3` has no module `{module}`", self.name))
            }
            Some(Program::Peer(_)) | None => None,
        }
    }
}

/// Somebody who races: an entry, or one step of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// `tokio`, or `ch09@2`.
    pub name: String,
    /// Who.
    pub entry: &'static Entry,
    /// Which step.
    pub step: Option<u8>,
}

impl Peer {
    /// Understands `tokio`, `ch09`, `ch09@2`.
    ///
    /// # Errors
    /// There is nobody of that name; the message lists all.
    pub fn parse(name: &str) -> Result<Peer, String> {
        let (base, step) = match name.split_once('@') {
            Some((base, step)) => (base, Some(step)),
            None => (name, None),
        };
        let Some(entry) = entry(base) else {
            let names: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
            return Err(format!("nobody is called `{name}`; there are: {} {STEPS}@N", names.join(" ")));
        };
        let step = match step {
            None => None,
            Some(_) if base != STEPS => return Err(format!("{base} has no steps; {STEPS} has")),
            Some(step) => Some(step.parse().map_err(|_| format!("`{name}`: a step is a number"))?),
        };
        Ok(Peer { name: name.to_owned(), entry, step })
    }

    /// What a chapter's program is started with.
    pub fn serve_words(&self) -> Vec<String> {
        let mut words: Vec<String> = ["serve", "--port", "0"].map(str::to_owned).into();
        words.extend(self.step.into_iter().flat_map(|step| ["--step".to_owned(), step.to_string()]));
        words
    }
}

/// Who does this case: the base first, then those who were named, or else all. Who cannot do it is left out.
pub fn field(case: &Case, named: &[Peer]) -> Vec<Peer> {
    let all =
        || ENTRIES.iter().map(|entry| Peer { name: entry.name.to_owned(), entry, step: None }).collect();
    let named: Vec<Peer> = if named.is_empty() { all() } else { named.to_vec() };
    let mut peers: Vec<Peer> = Peer::parse(case.base).into_iter().collect();
    for peer in named {
        if peer.entry.does(case) && !peers.contains(&peer) {
            peers.push(peer);
        }
    }
    peers
}

/// Takes out who is not on this machine, and says so, in a sentence each.
pub fn leave_out_the_missing(peers: &mut Vec<Peer>) -> Vec<String> {
    let mut why = Vec::new();
    peers.retain(|peer| match peer.entry.missing() {
        Some(sentence) => {
            why.push(sentence);
            false
        }
        None => true,
    });
    why.dedup();
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(case: &str, words: &[&str]) -> Vec<String> {
        let named: Vec<Peer> = words.iter().map(|word| Peer::parse(word).unwrap()).collect();
        field(Case::named(case).unwrap(), &named).into_iter().map(|peer| peer.name).collect()
    }

    #[test]
    fn the_base_always_races_and_is_first() {
        assert_eq!(names("serve", &["ch05", "raw-epoll", "tokio", "ch05"]), ["raw-epoll", "ch05", "tokio"]);
        assert_eq!(names("yield-1", &["ch08"]), ["tokio", "ch08"]);
    }

    #[test]
    fn without_names_all_race_who_can() {
        assert_eq!(names("serve", &[]).len(), ENTRIES.len() - 1, "local-pool has no sockets");
        let spawning = names("spawn-1000", &[]);
        assert!(spawning.contains(&"local-pool".into()) && !spawning.contains(&"mio".into()));
        assert!(!names("hog", &[]).contains(&"asyncio".into()));
    }

    #[test]
    fn who_cannot_do_it_is_left_out() {
        assert_eq!(names("spawn-1000", &["ch05", "ch07"]), ["tokio", "ch07"]);
    }

    #[test]
    fn a_step_is_a_peer_of_its_own() {
        let peer = Peer::parse("ch09@2").unwrap();
        assert_eq!(peer.serve_words(), ["serve", "--port", "0", "--step", "2"]);
        assert_eq!(Peer::parse("ch09").unwrap().serve_words(), ["serve", "--port", "0"]);
        assert_eq!(names("serve", &["ch09", "ch09@2"]), ["raw-epoll", "ch09", "ch09@2"]);
        for (word, part) in [("tokio@1", "no steps"), ("ch09@two", "number"), ("ch99", "ch99")] {
            assert!(Peer::parse(word).unwrap_err().contains(part), "{word}");
        }
    }
}
