//! The terminal: its width, whether it shows colours, and printing that survives a closed pipe.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Prints a line, like `println!`; ends the program quietly when nobody reads any more (`… | head`).
#[macro_export]
macro_rules! say {
    ($($arg:tt)*) => { $crate::term::say(format_args!($($arg)*)) };
}

/// What [`say!`](crate::say) calls.
pub fn say(line: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_fmt(line).and_then(|()| out.write_all(b"\n")) {
        if error.kind() == io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        panic!("cannot write to stdout: {error}");
    }
}

/// How many columns the terminal has; 100 when stdout is none, at least 60, at most 140.
pub fn width() -> usize {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((columns, _)) => usize::from(columns.0).clamp(60, 140),
        None => 100,
    }
}

/// Whether stdout is a terminal that wants colours (`NO_COLOR`, `TERM=dumb` say no).
pub fn colours() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal()
        && !set("NO_COLOR")
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A progress line on stderr for anything over two seconds: shown only on a terminal, and wiped at the end.
#[derive(Debug)]
pub struct Progress {
    /// What is being done: the line's first words.
    what: String,
    /// When it began.
    start: Instant,
    /// Whether stderr is a terminal: looked at once.
    terminal: bool,
    /// When the line was written last; `None` while there is no line to wipe.
    shown: Mutex<Option<Instant>>,
}

impl Progress {
    /// Nothing is shown before: what is over by then needs no line.
    const PATIENCE: Duration = Duration::from_secs(1);
    /// The line changes no more often: nobody reads faster, and writing takes time from the work.
    const PAUSE: Duration = Duration::from_millis(100);

    /// Begins; nothing is shown for the first second.
    pub fn start(what: impl Into<String>) -> Progress {
        Progress {
            what: what.into(),
            start: Instant::now(),
            terminal: io::stderr().is_terminal(),
            shown: Mutex::new(None),
        }
    }

    /// Says how far it is.
    pub fn at(&self, done: u64, of: u64) {
        if !self.terminal || self.start.elapsed() < Progress::PATIENCE {
            return;
        }
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.is_some_and(|last| last.elapsed() < Progress::PAUSE) {
            return;
        }
        // Back to the start of the line, and away with what stood there. A progress line that cannot be written is no
        // reason to stop the work.
        let _ = write!(io::stderr(), "\r\x1b[K{}: {done} of {of}", self.what);
        *shown = Some(Instant::now());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let shown = self.shown.get_mut().unwrap_or_else(PoisonError::into_inner);
        if shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
