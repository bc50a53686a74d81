//! `cargo x race`: the same work on every server, and how fast each is beside a raw epoll loop.
//!
//! # Implementation
//! This thread starts programs and does sums. One server and one client run at a time, on a core each with `--pin`. The
//! client of `shared/peers` measures; it also says what everybody else on the machine computed meanwhile, because a
//! compiler beside a measurement halves it unseen. Rounds are interleaved, so that what changes slowly (heat, the
//! host's other guests) changes for all; each ratio is one of two runs in the same round.

mod options;
mod run;
mod table;

use std::process::ExitCode;

use crate::workspace::{cargo, run as run_command};
use options::Options;
use run::{Sample, sample};
use table::{Control, Line, Table, print};

/// A server in the race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// What it is called on the command line and in the table.
    name: &'static str,
    /// Where its program comes from.
    package: &'static str,
    /// Its program.
    program: &'static str,
    /// What it is started with.
    arguments: &'static [&'static str],
}

/// The limit, and the measure of all others.
const RAW: Peer = Peer { name: "raw-epoll", package: "peers", program: "raw-epoll", arguments: &[] };

const SERVE: &[&str] = &["serve", "--port", "0"];

/// All that can race.
const PEERS: &[Peer] = &[
    RAW,
    Peer { name: "bare-polling", package: "peers", program: "bare-polling", arguments: &[] },
    Peer { name: "tokio", package: "peers", program: "tokio-current-thread", arguments: &[] },
    Peer { name: "smol", package: "peers", program: "smol-local", arguments: &[] },
    chapter("ch02", "ch02-threads"),
    chapter("ch04", "ch04-nonblocking-socket"),
    chapter("ch05", "ch05-event-loop"),
    chapter("ch07", "ch07-executor"),
    chapter("ch08", "ch08-runtime"),
];

const fn chapter(name: &'static str, package: &'static str) -> Peer {
    Peer { name, package, program: package, arguments: SERVE }
}

/// What was wrong.
enum Trouble {
    /// The command line; exit 2.
    Usage(String),
    /// A program, or the run says nothing; exit 1.
    Run(String),
}

/// Runs the race that the words describe.
pub fn race(words: &[&str]) -> ExitCode {
    let (code, why) = match race_or(words) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Trouble::Usage(why)) => (2, why),
        Err(Trouble::Run(why)) => (1, why),
    };
    eprintln!("cargo x race: {why}");
    ExitCode::from(code)
}

fn race_or(words: &[&str]) -> Result<(), Trouble> {
    let options = Options::parse(words).map_err(Trouble::Usage)?;
    if !cfg!(target_os = "linux") {
        return Err(Trouble::Usage("runs on Linux only: its measure is an epoll loop".into()));
    }
    build(&options.peers).map_err(Trouble::Run)?;

    let control = control(&options).map_err(Trouble::Run)?;
    if !control.agrees() && !options.anyway {
        return Err(Trouble::Run(format!(
            "the raw loop beside itself came to {:.3} ({}): this machine is not quiet enough, and nothing is reported \
             (--anyway reports all the same)",
            control.ratio, control.noise,
        )));
    }
    let lines = rounds(&options).map_err(Trouble::Run)?;
    print(&Table { options: &options, control, lines });
    Ok(())
}

/// All programs in one build, so that all of them are made with the same features of what they share.
fn build(peers: &[Peer]) -> Result<(), String> {
    let mut command = cargo();
    command.args(["build", "--release", "--package", "peers"]);
    for peer in peers.iter().filter(|peer| peer.package != "peers") {
        command.args(["--package", peer.package]);
    }
    run_command(&mut command)
}

/// The raw loop beside itself: a difference here is the machine's, not a server's.
fn control(options: &Options) -> Result<Control, String> {
    let mut pairs = Vec::new();
    for round in 0..options.rounds {
        tell(&format!("control, round {} of {}", round + 1, options.rounds));
        pairs.push((sample(&RAW, options)?, sample(&RAW, options)?));
    }
    Ok(Control::of(&pairs))
}

// ANCHOR: rounds
/// Every server once in each round, each round in another order: nobody always comes after the same neighbour.
fn rounds(options: &Options) -> Result<Vec<Line>, String> {
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); options.peers.len()];
    for round in 0..options.rounds {
        for turn in 0..options.peers.len() {
            let index = (turn + round) % options.peers.len();
            let peer = &options.peers[index];
            tell(&format!("{}, round {} of {}", peer.name, round + 1, options.rounds));
            samples[index].push(sample(peer, options)?);
        }
    }
    // `Options` puts the raw loop first.
    let raw = samples[0].clone();
    let mut lines = Vec::new();
    for (peer, samples) in options.peers.iter().zip(samples) {
        let calls = if options.calls { run::calls_a_request(peer, options)? } else { None };
        lines.push(Line::of(peer.name, &samples, &raw, calls));
    }
    Ok(lines)
}
// ANCHOR_END: rounds

/// Says on the terminal what is running now.
fn tell(what: &str) {
    use std::io::{IsTerminal, Write, stderr};
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r\x1b[K{what}\r");
    }
}
