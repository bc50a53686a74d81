//! The command line every chapter shares: `fetch`, `serve`, `compare`, `list`, the demos, and the common flags.
//!
//! A chapter's `main.rs` describes itself with a [`Chapter`] and calls [`main`]; everything a user can type is parsed
//! here, once. Errors of usage: one line on stderr, exit 2. Failed fetches: a line each on stderr, exit 1.
//!
//! # Implementation
//! Each command is a file here and runs on the main thread. Two hidden commands turn the program into a helper of
//! itself: the slow server ([`ServerProcess`]) and one model of `compare`. Both watch their stdin, which the parent
//! holds open, and end when it is closed.

mod args;
mod command;
mod compare;
mod fetch;
mod help;
mod model;
mod parse;
mod report;
mod serve;
mod suggest;

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

pub use args::{Args, Flag, Value};
use command::{COMMON, Command};
pub use report::{Failure, Report, Run};

use crate::fetch::{FetchError, FetchResult, Model, Target};
use crate::ledger::Ledger;
use crate::server::{self, ServerProcess};
use crate::url::Url;
use crate::{net, say, steps};

/// A chapter, as its command line sees it.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The package: `ch05-event-loop`.
    pub package: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// The demos; the first is the main demo, run when no command is given.
    pub demos: &'static [Demo],
    /// `fetch`; chapter 6, which builds no way to wait for a socket, has none.
    pub fetch: Option<FetchCommand>,
    /// `serve`, likewise.
    pub serve: Option<ServeCommand>,
    /// All models so far, this chapter's last: for `compare`.
    pub models: fn() -> Vec<Model>,
    /// Commands that this program gives itself when it starts itself again (workers). Not listed, not parsed: they get
    /// the arguments that follow the name.
    pub hidden: &'static [Hidden],
}

/// A demo.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// As it is typed: `chess`.
    pub name: &'static str,
    /// One line for `list` and `--help`.
    pub about: &'static str,
    /// The source rows it shows: `S18`.
    pub rows: &'static str,
    /// Flags of its own.
    pub flags: &'static [Flag],
    /// Runs it. It may print with [`say!`](crate::say); what it returns is printed after that.
    pub run: fn(&Args) -> Result<Report, Failure>,
}

/// The chapter's `fetch`.
#[derive(Clone, Copy, Debug)]
pub struct FetchCommand {
    /// Flags beyond the common ones.
    pub flags: &'static [Flag],
    /// Which model the flags pick.
    pub model: fn(&Args) -> &'static str,
    /// How names become addresses: [`resolve_in_turn`](crate::fetch::resolve_in_turn), up to chapter 7.
    pub resolve: fn(&[Url]) -> Vec<Result<Target, FetchError>>,
    /// Fetches the batch with it; results in the order of the targets.
    pub run: fn(&Args, &[Target], Duration) -> Vec<FetchResult>,
}

/// The chapter's `serve`.
#[derive(Clone, Copy, Debug)]
pub struct ServeCommand {
    /// Flags beyond `--port`.
    pub flags: &'static [Flag],
    /// What `--help` and a line on stderr say of the model: `serves one client at a time`.
    pub about: &'static str,
    /// What must be in force before the first line is written, such as the handling of signals: whoever reads that line
    /// may act on it at once.
    pub prepare: fn() -> std::io::Result<()>,
    /// Serves until the process is ended.
    pub run: fn(&Args, TcpListener) -> std::io::Result<()>,
}

/// A hidden command.
#[derive(Clone, Copy, Debug)]
pub struct Hidden {
    /// Its name.
    pub name: &'static str,
    /// Runs it, with the arguments after the name.
    pub run: fn(&[String]) -> ExitCode,
}

/// How a command that could be run has ended.
enum Ended {
    /// Exit 0.
    Well,
    /// Exit 1; what went wrong is already said.
    Badly,
    /// Exit 2, with this line on stderr: the command line makes no sense.
    Usage(String),
}

/// Parses the command line and does what it says.
// ANCHOR: main
pub fn main(chapter: &Chapter) -> ExitCode {
    // The hard limit is often a hundred times the soft one; a batch of thousands needs it. Children inherit it.
    net::raise_fd_limit();
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some(code) = hidden(chapter, &words) {
        return code;
    }
    let ended = match parse::parse(chapter, &words) {
        Ok(parse::Asked::Help(command)) => {
            let page = command.map_or_else(|| help::program(chapter), |c| help::command(chapter, &c));
            say!("{}", page.trim_end());
            Ok(Ended::Well)
        }
        Ok(parse::Asked::Run(command, args)) => run(chapter, &command, &args)
            .map_err(|Failure(message)| format!("{} {}: {message}", chapter.package, command.name())),
        Err(usage) => Ok(Ended::Usage(usage)),
    };
    match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Badly) => ExitCode::FAILURE,
        Ok(Ended::Usage(message)) => {
            complain(format_args!("{}: {message}", chapter.package));
            ExitCode::from(2)
        }
        Err(message) => {
            complain(format_args!("{message}"));
            ExitCode::FAILURE
        }
    }
}
// ANCHOR_END: main

fn run(chapter: &Chapter, command: &Command<'_>, args: &Args) -> Result<Ended, Failure> {
    match command {
        Command::Fetch(fetch) => fetch::run(chapter, fetch, args),
        Command::Serve(serve) => serve::run(chapter, serve, args),
        Command::Compare => compare::run(chapter, args),
        Command::List => {
            say!("{}", help::list(chapter).trim_end());
            Ok(Ended::Well)
        }
        Command::Demo(demo) => {
            let demo_run = || Ledger::measure(demo.name, || (demo.run)(args));
            let ((report, whole), steps) = match args.text("steps") {
                Some(path) => {
                    let (ended, steps) = steps::record(demo_run);
                    (ended, Some((path, steps)))
                }
                None => (demo_run(), None),
            };
            let report = report?;
            report::print(chapter, args, &report, whole);
            report::write_pictures(args, &format!("{} {}", chapter.package, demo.name), &report)?;
            if let Some((path, steps)) = steps {
                report::write_steps(path, &steps)?;
            }
            Ok(Ended::Well)
        }
    }
}

/// The commands a program gives itself when it starts itself again.
fn hidden(chapter: &Chapter, words: &[OsString]) -> Option<ExitCode> {
    let (name, words) = words.split_first()?;
    let name = name.to_str()?;
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    match name {
        ServerProcess::COMMAND => Some(server::child_main()),
        model::COMMAND => Some(model::child_main(chapter, &words)),
        _ => chapter.hidden.iter().find(|hidden| hidden.name == name).map(|hidden| (hidden.run)(&words)),
    }
}

/// One line on stderr, and only one: what was typed, or a panic's message, may hold line breaks.
fn complain(line: fmt::Arguments<'_>) {
    let line: String = line.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    to_stderr(&line);
}

/// When nobody reads stderr any more there is nobody to tell, so a failure here is not one.
fn to_stderr(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
