//! The program under test, and what it does differently on purpose.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A chapter's program: where it is, and what it does differently on purpose.
#[derive(Clone, Debug)]
pub struct Program {
    /// The executable.
    path: PathBuf,
    /// See [`Program::one_at_a_time`].
    one_at_a_time: bool,
    /// See [`Program::known_failures`].
    known_failures: &'static [&'static str],
}

impl Program {
    /// The program at that path, which does everything as the contract says.
    pub fn new(path: impl Into<PathBuf>) -> Program {
        Program { path: path.into(), one_at_a_time: false, known_failures: &[] }
    }

    /// It fetches in turn and serves one client at a time, by design. The cases about many at once then check that
    /// this is what it does, and that whoever had to wait gets an answer in the end.
    pub fn one_at_a_time(mut self) -> Program {
        self.one_at_a_time = true;
        self
    }

    /// Cases (`subject::name`) that it is known to fail. Each is run, and must fail, so that nobody forgets it here
    /// once it is repaired.
    pub fn known_failures(mut self, cases: &'static [&'static str]) -> Program {
        self.known_failures = cases;
        self
    }

    /// See [`Program::one_at_a_time`].
    pub(crate) fn is_one_at_a_time(&self) -> bool {
        self.one_at_a_time
    }

    pub(crate) fn is_known_to_fail(&self, id: &str) -> bool {
        self.known_failures.contains(&id)
    }

    /// A command line of it. Its stdin is empty.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The same, with no more than so many files open in each of its processes. (The hard limit too: programs raise
    /// the soft one.) Only on Unix, whose shell can say it.
    pub(crate) fn command_with_fds(&self, fds: usize, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -n {fds} && exec \"$0\" \"$@\"")).arg(&self.path).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
