//! `serve --vitals MS`: how many sockets, tasks, timers and waiters a server has just now, again and again.
//!
//! Seen from outside a server has memory, threads and open files. What stands in its tables only it can say; a table
//! that grows while the load does not has a leak. Chapters whose `serve` has such tables declare [`FLAG`], and write one
//! line each [`every`] so often, on stderr:
//!
//! ```text
//! {"sockets":4,"tasks":4,"timers":1,"waiters":3}
//! ```

use std::collections::HashMap;
use std::io::Write;
use std::time::Duration;

use tinyjson::JsonValue;

use crate::cli::{Args, Flag, Value};

/// The flag, for the chapters that can tell.
pub const FLAG: Flag = Flag {
    name: "vitals",
    value: Value::Number(1, 3_600_000),
    about: "Every so many milliseconds a line of JSON on stderr: the sockets, tasks, timers and waiters there are.",
};

/// How often to tell; `None` is never.
///
/// Asking for it where [`FLAG`] is not declared is a mistake in the program, and panics.
pub fn every(args: &Args) -> Option<Duration> {
    args.number(FLAG.name).map(Duration::from_millis)
}

/// What a server has, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Sockets that are registered with the poller. The listener is one.
    pub sockets: u64,
    /// Tasks that are not over.
    pub tasks: u64,
    /// Timers that are set.
    pub timers: u64,
    /// Sockets for which somebody waits.
    pub waiters: u64,
}

impl Vitals {
    /// Writes the line.
    pub fn tell(&self) {
        // Nobody who reads stderr is no reason to stop serving. One write: lines of others must not come in between.
        let _ = std::io::stderr().write_all(format!("{}\n", self.to_json()).as_bytes());
    }

    /// One object on one line.
    pub fn to_json(&self) -> String {
        let Vitals { sockets, tasks, timers, waiters } = self;
        format!(r#"{{"sockets":{sockets},"tasks":{tasks},"timers":{timers},"waiters":{waiters}}}"#)
    }

    /// Reads such a line; `None` for any other.
    pub fn from_json(line: &str) -> Option<Vitals> {
        let value = crate::json::parse(line).ok()?;
        let fields = value.get::<HashMap<String, JsonValue>>()?;
        let count = |key: &str| fields.get(key)?.get::<f64>().map(|n| *n as u64);
        Some(Vitals {
            sockets: count("sockets")?,
            tasks: count("tasks")?,
            timers: count("timers")?,
            waiters: count("waiters")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let vitals = Vitals { sockets: 1, tasks: 2, timers: 3, waiters: 4 };
        assert_eq!(vitals.to_json(), r#"{"sockets":1,"tasks":2,"timers":3,"waiters":4}"#);
        assert_eq!(Vitals::from_json(&vitals.to_json()), Some(vitals));
        for other in ["", "serve: listening", "{}", r#"{"sockets":1,"tasks":2,"timers":3}"#] {
            assert_eq!(Vitals::from_json(other), None, "{other}");
        }
    }
}
