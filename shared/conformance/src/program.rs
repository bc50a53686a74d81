//! The program under test, and what it does differently on purpose.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// A chapter's program: where it is, and what it does differently on purpose.
#[derive(Clone, Debug)]
pub struct Program {
    /// The executable.
    path: PathBuf,
    /// See [`Program::with`].
    flags: &'static [&'static str],
    /// See [`Program::one_at_a_time`] and [`Program::at_once`].
    at_once: Option<usize>,
    /// See [`Program::asks_in_a_loop`].
    asks_in_a_loop: bool,
    /// See [`Program::known_failures`].
    known_failures: &'static [&'static str],
    /// Set when a case has asked for what it does differently, and asked less of it. Shared by all clones.
    spared: Arc<AtomicBool>,
}

impl Program {
    /// The program at that path, which does everything as the contract says.
    pub fn new(path: impl Into<PathBuf>) -> Program {
        Program {
            path: path.into(),
            flags: &[],
            at_once: None,
            asks_in_a_loop: false,
            known_failures: &[],
            spared: Arc::default(),
        }
    }

    /// It fetches in turn and serves one client at a time, by design. The cases about many at once then check that
    /// this is what it does, and that whoever had to wait gets an answer in the end.
    pub fn one_at_a_time(self) -> Program {
        self.at_once(1)
    }

    /// It does no more than so many at once, by design: a pool.
    pub fn at_once(mut self, many: usize) -> Program {
        self.at_once = Some(many);
        self
    }

    /// It asks in a loop while it waits, by design, and so uses all the CPU time it can have.
    pub fn asks_in_a_loop(mut self) -> Program {
        self.asks_in_a_loop = true;
        self
    }

    /// The same program with flags of its own behind `fetch` or `serve`.
    pub fn with(mut self, flags: &'static [&'static str]) -> Program {
        self.flags = flags;
        self
    }

    /// Cases (`subject::name`) that it is known to fail. Each is run, and must fail, so that nobody forgets it here
    /// once it is repaired.
    ///
    /// # Panics
    /// When there is no such case.
    pub fn known_failures(mut self, cases: &'static [&'static str]) -> Program {
        for case in cases {
            let (subject, name) = case.split_once("::").unwrap_or((case, ""));
            crate::find(subject, name);
        }
        self.known_failures = cases;
        self
    }

    /// See [`Program::one_at_a_time`].
    pub(crate) fn is_one_at_a_time(&self) -> bool {
        self.note(self.at_once == Some(1))
    }

    /// How many of `all` it does at once.
    pub(crate) fn of(&self, all: usize) -> usize {
        let of = self.at_once.map_or(all, |many| many.min(all));
        self.note(of < all);
        of
    }

    /// See [`Program::asks_in_a_loop`].
    pub(crate) fn does_ask_in_a_loop(&self) -> bool {
        self.note(self.asks_in_a_loop)
    }

    fn note(&self, spared: bool) -> bool {
        self.spared.fetch_or(spared, SeqCst);
        spared
    }

    /// Why the case that was run with it asked less of it than of the others, if it did.
    pub(crate) fn by_design(&self) -> Option<String> {
        let why = match (self.at_once, self.asks_in_a_loop) {
            (Some(1), _) => "It serves one client at a time, and fetches in turn: the others wait, and are answered in the end.".into(),
            (Some(many), _) => format!("It has {many} threads, so {many} at once: the others wait, and are answered in the end."),
            (None, true) => "It asks in a loop while it waits, and uses all the CPU time it can have.".into(),
            (None, false) => return None,
        };
        self.spared.load(SeqCst).then_some(why)
    }

    pub(crate) fn is_known_to_fail(&self, id: &str) -> bool {
        self.known_failures.contains(&id)
    }

    /// The command, the program's flags, and the rest.
    fn words<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let (command, rest) = words.split_at(1);
        [command, self.flags, rest].concat()
    }

    /// A command line of it. Its stdin is empty.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(self.words(words)).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The same, with no more than so many files open in each of its processes. (The hard limit too: programs raise
    /// the soft one.) Only on Unix, whose shell can say it.
    pub(crate) fn command_with_fds(&self, fds: usize, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("ulimit -n {fds} && exec \"$0\" \"$@\""))
            .arg(&self.path)
            .args(self.words(words));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
