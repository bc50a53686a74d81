//! A `fetch`, run to its end.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Instant;

use lab::ledger::Ledger;

use crate::Program;
use crate::patience::{self, Must};

/// What a `fetch` has said, and how it ended.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The exit code; `None` when a signal ended it.
    code: Option<i32>,
    /// All of stdout.
    stdout: String,
    /// All of stderr.
    stderr: String,
}

impl Program {
    /// Runs `fetch` with these words to its end.
    #[track_caller]
    pub(crate) fn fetch<S: AsRef<str>>(&self, words: &[S]) -> Fetched {
        let words: Vec<&str> = ["fetch"].into_iter().chain(words.iter().map(S::as_ref)).collect();
        Fetched::run(self.command(&words))
    }
}

impl Fetched {
    /// Runs a command line to its end. Whatever it is about, it must not panic.
    #[track_caller]
    pub(crate) fn run(mut command: Command) -> Fetched {
        let mut child = command.spawn().must(format_args!("start {command:?}"));
        // Both must be read while it runs, or it may be stuck writing.
        let stdout = collect(child.stdout.take().must("take the child's stdout"));
        let stderr = collect(child.stderr.take().must("take the child's stderr"));
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().must("wait for fetch") {
                break status;
            }
            if start.elapsed() > 2 * patience::STEP {
                let _ = child.kill();
                let _ = child.wait();
                panic!("{command:?} has not ended after {:?}", 2 * patience::STEP);
            }
            thread::sleep(patience::LOOK_AGAIN);
        };
        patience::until("the end of fetch's children", || {
            let ended = stdout.is_finished() && stderr.is_finished();
            if ended { Ok(()) } else { Err("one of them still holds stdout or stderr open".to_owned()) }
        });
        let stdout = stdout.join().unwrap_or_default();
        let stderr = stderr.join().unwrap_or_default();
        let fetched = Fetched { code: status.code(), stdout, stderr };
        assert!(!fetched.stderr.contains("panicked"), "fetch panicked: {fetched}");
        fetched
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn assert_exit(&self, code: i32) -> &Fetched {
        assert_eq!(self.code, Some(code), "the exit code of {self}");
        self
    }

    /// The URLs that brought a response, as stdout lists them: status, bytes, the rest of the line.
    #[track_caller]
    pub(crate) fn responses(&self) -> Vec<(u16, usize, &str)> {
        let parse = |line| parse_line(line).must(format_args!("find status and bytes in {line:?} of {self}"));
        self.stdout.lines().map(parse).collect()
    }

    /// Checks that exactly these statuses and sizes came, in this order, and that nothing failed.
    #[track_caller]
    pub(crate) fn assert_brought(&self, expected: &[(u16, usize)]) {
        self.assert_exit(0);
        let brought: Vec<(u16, usize)> =
            self.responses().iter().map(|(status, bytes, _)| (*status, *bytes)).collect();
        assert_eq!(brought, expected, "status and bytes of {self}");
    }

    /// Checks that one URL failed, with one line on stderr that names it and says one of `words`.
    #[track_caller]
    pub(crate) fn assert_failed(&self, url: &str, words: &[&str]) {
        self.assert_exit(1);
        let lines: Vec<&str> = self.stderr.lines().filter(|line| line.contains(url)).collect();
        let [line] = lines[..] else { panic!("not one line on stderr names {url} in {self}") };
        let says = words.is_empty() || words.iter().any(|word| line.contains(word));
        assert!(says, "the line {line:?} says none of {words:?}");
        assert!(!self.stdout.contains(url), "{url} has failed, and stdout lists it in {self}");
    }

    /// Checks that the command line was refused: exit 2, and one line on stderr that says one of `words`.
    #[track_caller]
    pub(crate) fn assert_refused(&self, words: &[&str]) {
        self.assert_exit(2);
        self.assert_one_line(words);
    }

    /// Checks that stderr is one line, that it says one of `words`, and that stdout is empty.
    #[track_caller]
    pub(crate) fn assert_one_line(&self, words: &[&str]) {
        assert_eq!(self.stdout, "", "stdout of {self}");
        assert_eq!(self.stderr.lines().count(), 1, "lines on stderr of {self}");
        assert!(words.iter().any(|word| self.stderr.contains(word)), "none of {words:?} in {self}");
    }

    /// How many lines of stderr begin with `fetch: `: one for each URL that failed.
    pub(crate) fn failures(&self) -> usize {
        self.stderr.lines().filter(|line| line.starts_with("fetch: ")).count()
    }

    /// The last line of stdout: with `--json`, the ledger.
    #[track_caller]
    pub(crate) fn json(&self) -> &str {
        self.stdout.lines().last().must(format_args!("find a line on stdout of {self}"))
    }

    /// The same, read.
    #[track_caller]
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::from_json(self.json()).must(format_args!("read the ledger of {self}"))
    }
}

fn parse_line(line: &str) -> Option<(u16, usize, &str)> {
    let (status, rest) = line.split_once(' ')?;
    let (bytes, rest) = rest.trim_start().split_once(' ')?;
    Some((status.parse().ok()?, bytes.parse().ok()?, rest))
}

/// Reads a pipe to its end on a thread of its own.
fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ = pipe.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    })
}

impl fmt::Display for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = |text: &str| text.chars().take(2000).collect::<String>();
        write!(
            f,
            "exit {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.code,
            cut(&self.stdout),
            cut(&self.stderr)
        )
    }
}

/// A folder of its own for one case. Removed when dropped.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    #[track_caller]
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("conformance-{}-{}", std::process::id(), NEXT.fetch_add(1, SeqCst));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).must(format_args!("create the folder {}", path.display()));
        Folder(path)
    }

    /// The folder as a word of a command line.
    #[track_caller]
    pub(crate) fn word(&self) -> &str {
        self.0.to_str().must("write the temporary folder's name as text")
    }

    /// A file in it; `None` where there is none.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(name)).ok()
    }

    /// Makes a file in it, opened for reading at its start.
    #[track_caller]
    pub(crate) fn file_with(&self, name: &str, content: &[u8]) -> File {
        let path = self.0.join(name);
        fs::write(&path, content).must(format_args!("write {}", path.display()));
        File::open(&path).must(format_args!("open {}", path.display()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
