//! S23: why does the child's output come late? Because it waits in the child, in a buffer, until someone flushes.

use std::io::{self, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use lab::cli::{Args, Demo, Failure, Hidden, Report};
use lab::say;

use super::this_program;

pub const DEMO: Demo = Demo {
    name: "late",
    about: "why a child's output comes late: it waits in a buffer of the child",
    rows: "S23",
    flags: &[],
    run,
};

/// Between two words.
const PAUSE: Duration = Duration::from_millis(150);

/// The child: three words, with a pause after each.
pub const HIDDEN: Hidden = Hidden { name: "ch03-speaker", run: speak };

// ANCHOR: speak
fn speak(words: &[String]) -> ExitCode {
    let mut out = io::stdout();
    let how = words.first().map(String::as_str);
    for word in ["one", "two", "three"] {
        let end = if how == Some("lines") { '\n' } else { ' ' };
        // When the parent is gone there is nobody to tell.
        let _ = write!(out, "{word}{end}");
        if how == Some("flush") {
            let _ = out.flush();
        }
        thread::sleep(PAUSE);
    }
    ExitCode::SUCCESS
}
// ANCHOR_END: speak

/// The same in Python.
const PYTHON: &str =
    "import time\nfor word in ('one', 'two', 'three'):\n    print(word)\n    time.sleep(0.15)\n";

fn run(_args: &Args) -> Result<Report, Failure> {
    say!("A child says three words, {} ms apart, into a pipe. When do they arrive?", PAUSE.as_millis());
    say!("");
    for (how, what) in
        [("words", "Rust, words on one line"), ("flush", "… flushed after each"), ("lines", "… a line each")]
    {
        let mut child = this_program(HIDDEN)?;
        say!("{what:<26} {}", arrivals(child.arg(how))?);
    }
    for (flags, what) in [(&["-c", PYTHON][..], "Python, a line each"), (&["-u", "-c", PYTHON], "… with -u")]
    {
        let mut python = Command::new("python3");
        python.args(flags).env_remove("PYTHONUNBUFFERED").stderr(Stdio::null());
        match arrivals(&mut python) {
            Ok(arrivals) => say!("{what:<26} {arrivals}"),
            Err(_) => say!("{what:<26} skipped: no python3 here"),
        }
    }
    Ok(Report {
        remarks: vec![
            "Rust keeps a line together and sends it whole, to a terminal or to a pipe. Python does so on a terminal only;".into(),
            "into a pipe it sends when some 8,000 bytes have come together, or at the end. Nothing is lost, it is late:".into(),
            "flush, or start Python with -u. Our own workers flush after every answer, or both sides would wait for ever.".into(),
        ],
        next: vec!["sums".into()],
        ..Report::default()
    })
}

/// What came, and when, measured where it came in.
fn arrivals(command: &mut Command) -> Result<String, Failure> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut pipe = child.stdout.take().ok_or_else(|| io::Error::other("the child has no pipe"))?;
    let mut shown = Vec::new();
    let mut buffer = [0; 256];
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                let text =
                    String::from_utf8_lossy(&buffer[..n]).split_whitespace().collect::<Vec<_>>().join(" ");
                // Python -u sends the end of the line as a piece of its own.
                if !text.is_empty() {
                    shown.push(format!("{} ms: {text}", start.elapsed().as_millis()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    if child.wait()?.success() { Ok(shown.join("  ·  ")) } else { Err(Failure("the child failed".into())) }
}
