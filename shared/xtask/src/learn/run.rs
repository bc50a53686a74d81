//! Running cargo and the test binary: with words for what takes long, and without the terminal's stdin.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::messages::{self, CHECKS, Message};
use super::outcome::{self, Check};
use super::terminal::{Screen, Waiting};
use crate::workspace::{cargo, command, root};

/// A build of the checks.
#[derive(Debug)]
pub enum Build {
    /// It can be run.
    Ready(Binary),
    /// It does not compile.
    Broken {
        /// The errors, and warnings.
        messages: Vec<Message>,
        /// What cargo itself said: all there is, when no source is at fault.
        cargo: String,
    },
}

/// The checks, built.
#[derive(Debug)]
pub struct Binary {
    /// The test binary.
    path: PathBuf,
    /// The warnings.
    pub warnings: Vec<Message>,
    /// How long building took.
    pub took: Duration,
}

/// Builds the checks.
///
/// # Errors
/// Cargo cannot be started.
pub fn build(screen: Screen) -> Result<Build, String> {
    let start = Instant::now();
    let format = if screen.colours { "json-diagnostic-rendered-ansi" } else { "json" };
    let mut crates = 0;
    let mut waiting = Waiting::start();
    let mut cargo = cargo();
    cargo.args(["test", "-p", "exercises", "--test", CHECKS, "--no-run", "--message-format", format]);
    let output = run(&mut cargo, |line| {
        crates += usize::from(line.is_some_and(|line| line.trim_start().starts_with("Compiling ")));
        if line.is_some_and(|line| line.contains("waiting for file lock")) {
            waiting.tick("another cargo is at work (your editor's?): waiting for it");
        } else {
            let first = if crates > 2 { ", the first time takes a minute or so" } else { "" };
            waiting.tick(&format!("building the exercises{first}; crates so far: {crates}"));
        }
    })?;
    drop(waiting);
    let told = messages::read(&output.stdout);
    Ok(match told.executable.filter(|_| output.status.success()) {
        Some(path) => {
            Build::Ready(Binary { path: path.into(), warnings: told.messages, took: start.elapsed() })
        }
        None => Build::Broken { messages: told.messages, cargo: output.stderr },
    })
}

impl Binary {
    /// Runs the checks whose names begin with `filter`: all, if it is empty.
    ///
    /// # Errors
    /// The binary cannot be started, or does not come to its end.
    pub fn checks(&self, filter: &str) -> Result<Vec<Check>, String> {
        let mut waiting = Waiting::start();
        let mut command = self.command();
        command.args(Some(filter).filter(|filter| !filter.is_empty()));
        let output = run(&mut command, |_| waiting.tick("running the checks"))?;
        drop(waiting);
        outcome::read(&output.stdout).ok_or_else(|| {
            let (status, said) = (output.status, tail(&output.stdout) + &tail(&output.stderr));
            format!("the checks did not come to their end ({status}):\n{said}")
        })
    }

    /// What the run of that name draws.
    ///
    /// # Errors
    /// It does not come to its end, in `limit`.
    pub fn drawing(&self, name: &str, screen: Screen, limit: Duration) -> Result<String, String> {
        let mut command = self.command();
        command.args([name, "--ignored", "--exact", "--nocapture"]).env("COLUMNS", screen.width.to_string());
        if screen.colours {
            command.env("EXERCISE_COLOURS", "1");
        } else {
            command.env_remove("EXERCISE_COLOURS");
        }
        let output = run_within(&mut command, limit)?;
        let drawn = output.stdout.split_once('\u{2}').and_then(|(_, rest)| rest.split_once('\u{3}'));
        match drawn.filter(|_| output.status.success()) {
            Some((drawing, _)) => Ok(drawing.to_owned()),
            None => Err(format!("{}{}", tail(&output.stdout), tail(&output.stderr))),
        }
    }

    /// The binary as cargo would start it.
    fn command(&self) -> Command {
        let mut command = command(&self.path);
        let package = root().join("exercises");
        // A verdict is a sentence; a backtrace would bury it.
        command.env_remove("RUST_BACKTRACE").env_remove("RUST_LIB_BACKTRACE");
        command.env("CARGO_MANIFEST_DIR", &package).current_dir(package);
        command
    }
}

/// What a process wrote, and whether it succeeded.
struct Output {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

/// Runs it to its end. `tick` hears each line of its stderr, and, while there is none, ten times a second, nothing.
fn run(command: &mut Command, tick: impl FnMut(Option<&str>)) -> Result<Output, String> {
    supervise(command, None, tick)
}

/// Runs it to its end, or kills it.
fn run_within(command: &mut Command, limit: Duration) -> Result<Output, String> {
    supervise(command, Some(limit), |_| {})
}

/// One thread reads stdout, one stderr, so that neither pipe fills; this one waits for both.
fn supervise(
    command: &mut Command,
    limit: Option<Duration>,
    mut tick: impl FnMut(Option<&str>),
) -> Result<Output, String> {
    let program = Path::new(command.get_program()).to_string_lossy().into_owned();
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| format!("{program} cannot be started: {error}"))?;
    let (Some(mut stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(format!("{program} has no output"));
    };
    let stdout = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let (send, lines) = channel::<String>();
    thread::spawn(move || {
        let mut stderr = BufReader::new(stderr);
        let mut line = Vec::new();
        while stderr.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            if send.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    let start = Instant::now();
    let mut said = String::new();
    let mut last = None;
    loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => {
                tick(Some(&line));
                said += &line;
                last = Some(line);
            }
            Err(RecvTimeoutError::Timeout) => {
                tick(last.as_deref().filter(|line| line.contains("waiting for")))
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if limit.is_some_and(|limit| start.elapsed() > limit) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("it did not end within {} s", start.elapsed().as_secs()));
        }
    }
    let status = child.wait().map_err(|error| format!("{program}: {error}"))?;
    let stdout = stdout.join().unwrap_or_default();
    Ok(Output { status, stdout, stderr: said })
}

/// The last lines, where the reason stands.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].iter().map(|line| format!("{line}\n")).collect()
}
