//! One program, three costs: fetch a page, format its headers, save them; and which improvement shortens it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use ch01_blocking_socket::fetch;
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::plot::{self, Bar};
use lab::server::ServerProcess;
use lab::work::format_headers;
use lab::{ledger, say};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "phases",
    about: "fetch, format, save: the wall and CPU time of each, and what the program is bound by",
    rows: "S1",
    flags: &[
        Flag {
            name: "delay",
            value: Value::Number(0, 10_000),
            about: "How long the server takes, in ms; 100 by default.",
        },
        Flag {
            name: "work",
            value: Value::Number(1, 1_000_000),
            about: "How many times the headers are formatted; once by default.",
        },
        Flag { name: "sync", value: Value::None, about: "Wait until the file is on the disk (`sync_all`)." },
    ],
    run,
};

/// What can be asked of the program: its knobs.
#[derive(Clone, Copy, PartialEq)]
struct Knobs {
    /// How slow the network is, in ms.
    delay: u64,
    /// How much there is to compute.
    work: u64,
    /// Whether the file must be on the disk.
    sync: bool,
}

/// One measured part of the program.
struct Phase {
    name: &'static str,
    wall: Duration,
    /// What this thread computed meanwhile, where the system tells.
    cpu: Option<Duration>,
}

/// Runs `f`, and notes what it took.
fn phase<T>(phases: &mut Vec<Phase>, name: &'static str, f: impl FnOnce() -> T) -> T {
    let (cpu, wall) = (ledger::thread_cpu(), Instant::now());
    let result = f();
    let wall = wall.elapsed();
    let cpu = ledger::thread_cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before));
    phases.push(Phase { name, wall, cpu });
    result
}

/// The source text's program: fetch a page, format its headers, write them to `headers.txt`.
// ANCHOR: phases
fn program(server: &ServerProcess, knobs: Knobs, path: &Path) -> Result<Vec<Phase>, Failure> {
    let target = server.target(&format!("/delay/{}", knobs.delay));
    // An old file would have to be emptied first, and that may touch the disk.
    let _ = fs::remove_file(path);
    let mut phases = Vec::new();
    let fetched = phase(&mut phases, "fetch", || fetch(&target, DEFAULT_TIMEOUT))?;
    let text = phase(&mut phases, "format", || format_headers(&fetched.response.headers, knobs.work));
    let file = phase(&mut phases, "save", || {
        let mut file = File::create(path)?;
        // A copy into the system's memory. The disk gets it later, when the system finds the time.
        file.write_all(text.as_bytes())?;
        Ok::<File, std::io::Error>(file)
    })?;
    if knobs.sync {
        // Only now somebody waits for the disk.
        phase(&mut phases, "sync_all", || file.sync_all())?;
    }
    Ok(phases)
}
// ANCHOR_END: phases

fn run(args: &Args) -> Result<Report, Failure> {
    let knobs = Knobs {
        delay: args.number("delay").unwrap_or(100),
        work: args.number("work").unwrap_or(1),
        sync: args.has("sync"),
    };
    let server = ServerProcess::start()?;
    let folder = Folder::new()?;
    let path = folder.0.join("headers.txt");

    // The first run pays for things that no later one pays for: code that is not in memory yet, a cold cache.
    program(&server, Knobs { delay: 0, ..knobs }, &path)?;
    let phases = quickest(&server, knobs, &path)?;
    let times = if knobs.work == 1 { "once".to_owned() } else { format!("{} times", knobs.work) };
    say!("fetch a page ({} ms away), format its headers ({times}), save them:\n", knobs.delay);
    draw(&phases);
    args.draw(|| picture(&phases))?;

    let mut remarks = bound_by(&server, knobs, &path, total(&phases))?;
    remarks.push(if knobs.sync {
        "`save` is a copy into the system's memory; `sync_all` waits for the disk.".to_owned()
    } else {
        "`save` is a copy into the system's memory: nobody has waited for a disk. That is what --sync does."
            .to_owned()
    });
    Ok(Report {
        remarks,
        next: vec![
            "phases --sync".to_owned(),
            "phases --delay 0 --work 100000".to_owned(),
            "phases --delay 1000".to_owned(),
            "batch".to_owned(),
        ],
        ..Report::default()
    })
}

fn total(phases: &[Phase]) -> Duration {
    phases.iter().map(|phase| phase.wall).sum()
}

/// The quickest of three runs: what the others took longer, somebody else on this machine took.
fn quickest(server: &ServerProcess, knobs: Knobs, path: &Path) -> Result<Vec<Phase>, Failure> {
    let mut best = program(server, knobs, path)?;
    for _ in 0..2 {
        let again = program(server, knobs, path)?;
        if total(&again) < total(&best) {
            best = again;
        }
    }
    Ok(best)
}

/// Turns one knob down at a time, and runs again. What shortens the run names what it is bound by.
// ANCHOR: bound_by
fn bound_by(
    server: &ServerProcess,
    knobs: Knobs,
    path: &Path,
    all: Duration,
) -> Result<Vec<String>, Failure> {
    let turned = [
        ("half the delay", "the network: I/O", Knobs { delay: knobs.delay / 2, ..knobs }),
        ("half the work ", "the CPU", Knobs { work: knobs.work.div_ceil(2), ..knobs }),
        ("no sync       ", "the disk: I/O", Knobs { sync: false, ..knobs }),
    ];
    let mut lines = vec!["The same, with one knob turned down:".to_owned()];
    let (mut binding, mut most) = ("none of the three: what is left is system calls", 0.1);
    for (what, bound, turned) in turned {
        if turned == knobs {
            continue; // it cannot be turned down any further
        }
        let now = total(&quickest(server, turned, path)?);
        let saved = 1.0 - now.as_secs_f64() / all.as_secs_f64();
        lines.push(format!("  {what}  {:>9} → {:>9}  {:>+5.0} %", short(all), short(now), -100.0 * saved));
        if saved > most {
            (binding, most) = (bound, saved);
        }
    }
    lines.push(format!("So this program is bound by {binding}.\n"));
    Ok(lines)
}
// ANCHOR_END: bound_by

/// Columns for a factor of ten.
const DECADE: f64 = 7.0;

/// A bar for each phase on a scale where each step is ten times the one before: otherwise only the longest would be seen.
fn draw(phases: &[Phase]) {
    let ticks = ["1 µs", "10", "100", "1 ms", "10", "100", "1 s", "10 s"];
    let scale: String = ticks.iter().map(|tick| format!("{tick:<width$}", width = DECADE as usize)).collect();
    say!("             wall        CPU   {}", scale.trim_end());
    for Phase { name, wall, cpu } in phases {
        let columns = columns(*wall);
        let computing = cpu.map_or(0, self::columns).min(columns);
        let cpu = cpu.map_or("-".to_owned(), short);
        let bar = "█".repeat(computing) + &"▒".repeat(columns - computing);
        say!(" {name:<8} {:>9}  {cpu:>9}   {bar}", short(*wall));
    }
    say!(
        "                                 █ computing   ▒ waiting   (each {DECADE} columns ten times more)\n"
    );
}

/// The same as `--svg`.
fn picture(phases: &[Phase]) -> String {
    let bar = |phase: &Phase| Bar {
        name: phase.name.to_owned(),
        wall: phase.wall,
        cpu: phase.cpu.unwrap_or_default(),
    };
    plot::bars("Where the time goes", &phases.iter().map(bar).collect::<Vec<_>>())
}

/// How long a bar is; 1 µs and less has none.
fn columns(time: Duration) -> usize {
    let micros = time.as_secs_f64() * 1e6;
    if micros <= 1.0 { 0 } else { (micros.log10() * DECADE).round() as usize }
}

/// `12 µs`, `1.2 ms`, `1.23 s`.
fn short(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.1} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// A folder of our own among the temporary files, removed at the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> std::io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("async-from-the-socket-up-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Whoever cannot be removed stays: it is among the temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
