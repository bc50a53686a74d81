//! The command line every chapter shares: `fetch`, `serve`, `compare`, `list`, the demos, and the common flags.
//!
//! A chapter's `main.rs` describes itself with a [`Chapter`] and calls [`main`]; everything a user can type is parsed
//! here, once. Errors of usage: one line on stderr, exit 2. Failed fetches: a line each on stderr, exit 1.

use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use crate::fetch::{FetchResult, Model, Target};
use crate::ledger::Ledger;
use crate::timeline::Timeline;

/// A chapter, as its command line sees it.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The package: `ch05-event-loop`.
    pub package: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// The demos; the first is the main demo, run when no command is given.
    pub demos: &'static [Demo],
    /// `fetch`.
    pub fetch: FetchCommand,
    /// `serve`.
    pub serve: ServeCommand,
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

/// A flag of a demo or command.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Without the dashes: `boards`.
    pub name: &'static str,
    /// What it takes.
    pub value: Value,
    /// One line for `--help`, with the default.
    pub about: &'static str,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Nothing.
    None,
    /// A whole number from the first to the second, both included.
    Number(u64, u64),
    /// Whole numbers, separated by commas, each within the bounds.
    Numbers(u64, u64),
    /// Any text; the word stands for it in `--help`.
    Text(&'static str),
}

/// The flags that were given, checked.
#[derive(Clone, Debug, Default)]
pub struct Args {}

impl Args {
    /// Whether a flag was given.
    pub fn has(&self, _name: &str) -> bool {
        todo!()
    }
    /// A number's value, where it was given.
    pub fn number(&self, _name: &str) -> Option<u64> {
        todo!()
    }
    /// A list of numbers, where it was given.
    pub fn numbers(&self, _name: &str) -> Option<Vec<u64>> {
        todo!()
    }
    /// A text's value, where it was given.
    pub fn text(&self, _name: &str) -> Option<&str> {
        todo!()
    }
    /// Whether `--json` was given: then nothing decorative needs printing.
    pub fn json(&self) -> bool {
        todo!()
    }
}

/// One measured run of a demo: what to draw and what to bill.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its name in the picture: `one loop`.
    pub name: String,
    /// The picture, where there is one.
    pub timeline: Option<Timeline>,
    /// The bill.
    pub ledger: Ledger,
}

impl Run {
    /// Records and measures `f`.
    pub fn measure<T>(_name: &str, _f: impl FnOnce() -> T) -> (T, Run) {
        todo!()
    }
}

/// What a demo has to show. Printed in this order: `intro`, all timelines on one scale, the ledgers as a table,
/// `remarks`, `next`. With `--json`: a ledger a line, the last one the chapter's own.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Printed above the picture.
    pub intro: String,
    /// The runs, the chapter's own last.
    pub runs: Vec<Run>,
    /// Printed below the bill.
    pub remarks: Vec<String>,
    /// What to try next: ends of command lines, such as `chess --boards 6`, printed after `Next:`.
    pub next: Vec<String>,
}

/// Why a demo could not be run to its end: one clear sentence. Any error turns into one.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// Parses the command line and does what it says.
pub fn main(_chapter: &Chapter) -> ExitCode {
    todo!()
}
