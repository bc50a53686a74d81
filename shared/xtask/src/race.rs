//! `cargo x race`: the same work on every server and every runtime, and how each stands beside the others.
//!
//! # Implementation
//! This thread starts programs and does sums. One peer runs at a time; with `--pin` a server and its client on a core each.
//! The programs of `shared/peers` measure; they also say what everybody else on the machine computed meanwhile,
//! because a compiler beside a measurement halves it unseen. Rounds are interleaved, so that what changes slowly (heat,
//! the host's other guests) changes for all; each ratio is one of two runs in the same round. Servers are interleaved more
//! finely: all run at once, idle but for one, and the client goes from one to the next every 50 ms.

mod bars;
mod chart;
mod counts;
mod help;
mod json;
mod options;
mod outcome;
mod peers;
mod run;
mod server;
mod statistics;
mod table;
mod works;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::workspace::{cargo, run as run_command};
use options::{Options, Task};
use outcome::{Outcome, Row};
use peers::{Peer, Program, field, leave_out_the_missing};
use run::{Sample, sample};
use statistics::Control;
use works::Case;

/// What was wrong.
enum Trouble {
    /// The command line; exit 2.
    Usage(String),
    /// A program, or the run says nothing; exit 1.
    Run(String),
}

/// Runs the race that the words describe.
pub fn race(words: &[&str]) -> ExitCode {
    if words.is_empty() || words.iter().any(|word| ["--help", "-h", "help"].contains(word)) {
        print!("{}", help::help());
        return ExitCode::SUCCESS;
    }
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
    match &options.task {
        Task::Race(cases) => cases_in_turn(cases, &options),
        Task::Bars => bars(&options),
        Task::Counts => counts(&options),
    }
    .map_err(Trouble::Run)
}

/// Races the cases, one after the other, and shows each as soon as it is done.
fn cases_in_turn(cases: &[&'static Case], options: &Options) -> Result<(), String> {
    let mut fields: Vec<Vec<Peer>> = cases.iter().map(|case| field(case, &options.named)).collect();
    let programs: Vec<_> = cases.iter().flat_map(|case| run::programs(case)).collect();
    prepare(&mut fields, &programs, cases.iter().any(|case| case.serves()))?;
    let (mut outcomes, mut refused) = (Vec::new(), Vec::new());
    for (case, field) in cases.iter().zip(&fields) {
        match heat(case, field, options)? {
            Ok(outcome) => {
                table::print(&outcome, options);
                outcomes.push(outcome);
            }
            Err(why) => refused.push(why),
        }
    }
    write_files(&outcomes, options)?;
    if refused.is_empty() { Ok(()) } else { Err(refused.join("\n")) }
}

/// Races whatever the bars need, and judges.
fn bars(options: &Options) -> Result<(), String> {
    let heats: Vec<(&'static Case, Options)> =
        bars::HEATS.iter().filter_map(|heat| Some((heat.case()?, heat.options(options)))).collect();
    let mut fields: Vec<Vec<Peer>> =
        heats.iter().map(|(case, options)| field(case, &options.named)).collect();
    let programs: Vec<_> = heats.iter().flat_map(|(case, _)| run::programs(case)).collect();
    prepare(&mut fields, &programs, true)?;
    let mut outcomes = Vec::new();
    for ((case, options), field) in heats.iter().zip(&fields) {
        // One that cannot be run must not spoil the others: its bars say that they were not run.
        match heat(case, field, options).and_then(|outcome| outcome) {
            Ok(outcome) => {
                table::print(&outcome, options);
                outcomes.push(Some(outcome));
            }
            Err(why) => {
                eprintln!("{why}");
                outcomes.push(None);
            }
        }
    }
    let (verdicts, all) = bars::judge(&outcomes);
    println!("\n{verdicts}");
    write_files(&outcomes.into_iter().flatten().collect::<Vec<_>>(), options)?;
    if all { Ok(()) } else { Err("not every bar is reached".into()) }
}

/// Counts instructions.
fn counts(options: &Options) -> Result<(), String> {
    let usual = || counts::USUAL.iter().filter_map(|name| Peer::parse(name).ok()).collect();
    let peers = if options.named.is_empty() { usual() } else { options.named.clone() };
    let mut fields = [peers];
    prepare(&mut fields, counts::PROGRAMS, true)?;
    let (table, all) = counts::count(&fields[0], options, tell)?;
    println!(
        "instructions of the program itself, counted by callgrind; and the difference when counted again\n\n{table}"
    );
    if all {
        Ok(())
    } else {
        Err("some counts came out differently the second time, by more than 1 %".into())
    }
}

/// Leaves out who is not here, says so, and builds these programs; and where one of the works `serves`, everybody's server.
fn prepare(fields: &mut [Vec<Peer>], programs: &[&'static str], serves: bool) -> Result<(), String> {
    let mut missing: Vec<String> = fields.iter_mut().flat_map(leave_out_the_missing).collect();
    missing.sort();
    missing.dedup();
    for sentence in missing {
        eprintln!("{sentence}");
    }
    build(fields.iter().flatten().filter(|_| serves), programs)
}

/// Builds the programs that are needed: all in one build, so that all are made with the same features of what they share.
fn build<'p>(peers: impl Iterator<Item = &'p Peer>, programs: &[&'static str]) -> Result<(), String> {
    let (mut packages, mut programs) =
        (BTreeSet::from(["peers"]), BTreeSet::from_iter(programs.iter().copied()));
    for peer in peers {
        match peer.entry.server {
            Some(Program::Chapter(package)) => {
                packages.insert(package);
                programs.insert(package);
            }
            Some(Program::Peer(program)) => drop(programs.insert(program)),
            Some(Program::Python(_)) | None => {}
        }
    }
    let mut command = cargo();
    command.args(["build", "--release"]);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    command.args(programs.iter().flat_map(|program| ["--bin", program]));
    run_command(&mut command)
}

/// One case: the control first, then the rounds. `Err` inside: the machine is not quiet, and nothing was measured.
fn heat(case: &'static Case, peers: &[Peer], options: &Options) -> Result<Result<Outcome, String>, String> {
    let refused = |control: Control| {
        format!(
            "{}: {} beside itself came to {:.3} ({}): this machine is not quiet enough, and nothing is reported \
             (--anyway reports all the same)",
            case.name, case.base, control.ratio, control.noise,
        )
    };
    let loud = |control: Option<Control>| control.filter(|control| !control.agrees() && !options.anyway);
    let (control, samples) = if case.takes_turns() {
        tell(&format!("{}: {} servers in turns", case.name, peers.len()));
        let (control, samples) = in_turns(case, peers, options)?;
        (Some(control), samples)
    } else {
        let control = if case.is_timed() { Some(control(case, &peers[0], options)?) } else { None };
        if let Some(control) = loud(control) {
            return Ok(Err(refused(control)));
        }
        (control, rounds(case, peers, options)?)
    };
    if let Some(control) = loud(control) {
        return Ok(Err(refused(control)));
    }
    let rows = rows(case, peers, samples, options)?;
    Ok(Ok(Outcome { case, size: options.size(case), control, rows }))
}

/// Every peer's rounds, in slices of time, with the base among them twice: two processes of one program.
fn in_turns(case: &Case, peers: &[Peer], options: &Options) -> Result<(Control, Vec<Vec<Sample>>), String> {
    let twice: Vec<Peer> = peers.iter().chain(&peers[..1]).cloned().collect();
    let mut samples = run::in_turns(&twice, case, options)?;
    let other = samples.pop().unwrap_or_default();
    let pairs: Vec<_> = samples[0].iter().cloned().zip(other).collect();
    Ok((Control::of(&pairs), samples))
}

/// The base beside itself: a difference here is the machine's, not a peer's.
fn control(case: &Case, base: &Peer, options: &Options) -> Result<Control, String> {
    let mut pairs = Vec::new();
    for round in 0..options.rounds {
        tell(&format!("{}: control, round {} of {}", case.name, round + 1, options.rounds));
        pairs.push((sample(base, case, options)?, sample(base, case, options)?));
    }
    Ok(Control::of(&pairs))
}

// ANCHOR: rounds
/// Every peer once in each round, each round in another order: nobody always comes after the same neighbour.
fn rounds(case: &Case, peers: &[Peer], options: &Options) -> Result<Vec<Vec<Sample>>, String> {
    // What is counted comes out the same each time.
    let rounds = if case.is_timed() { options.rounds } else { 1 };
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); peers.len()];
    for round in 0..rounds {
        for turn in 0..peers.len() {
            let index = (turn + round) % peers.len();
            tell(&format!("{}: {}, round {} of {rounds}", case.name, peers[index].name, round + 1));
            samples[index].push(sample(&peers[index], case, options)?);
        }
    }
    Ok(samples)
}
// ANCHOR_END: rounds

/// The rows of a table; system calls are counted now, if they are to be.
fn rows(
    case: &Case,
    peers: &[Peer],
    samples: Vec<Vec<Sample>>,
    options: &Options,
) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for (peer, samples) in peers.iter().zip(samples) {
        let counted = options.calls && matches!(case.kind, works::Kind::Serve | works::Kind::Ping);
        let calls = if counted { run::calls_a_request(peer, case, options)? } else { None };
        rows.push(Row { peer: peer.clone(), samples, calls });
    }
    Ok(rows)
}

fn write_files(outcomes: &[Outcome], options: &Options) -> Result<(), String> {
    let write = |file: &Path, text: String| {
        fs::write(file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    if let Some(file) = &options.json {
        write(file, json::json(outcomes, options))?;
    }
    if let Some(file) = &options.svg {
        write(file, chart::chart(outcomes))?;
    }
    Ok(())
}

/// Says on the terminal what is running now.
fn tell(what: &str) {
    use std::io::{IsTerminal, Write, stderr};
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r\x1b[K{what}\r");
    }
}
