//! `cargo x soak`: good and hostile clients, for minutes, on servers that are watched from outside and from inside.
//!
//! A test asks whether a server is right; a soak, whether it stays so. What is left behind by one connection in a
//! thousand, a registration, a task, a few bytes, no test of a second sees. So the load goes on, and once it has stopped
//! and all has drained, everything must be as it was before.
//!
//! | file | what it holds |
//! |---|---|
//! | `good.rs`, `hostile.rs` | the clients: one function for each kind |
//! | `load.rs` | a thread for each kind of client, until it is told to stop |
//! | `watch.rs` | one server, looked at once a second |
//! | `figures.rs` | what was seen of it, and what of that is wrong |
//! | `report.rs` | the table, the line of JSON, the plot |
//!
//! # Implementation
//! All servers stand side by side, so that M minutes are M minutes for each. The thread that calls [`run`] looks at them
//! once a second. Each kind of client of each server has a thread of its own that blocks in its reads, and makes a pause
//! between two rounds: the servers are to be used all the time, not to be measured.

mod figures;
mod good;
mod hostile;
mod load;
mod report;
mod watch;

use std::thread;
use std::time::{Duration, Instant};

use crate::{CHAPTERS, built, processes};
pub use figures::{Course, Figures};
use load::{Load, Stop};
pub use report::{plot, to_json, to_text};
use watch::Watched;

/// The chapters whose servers have tables to leak from.
const SOAKED: [&str; 3] = ["5", "7", "8"];

/// What clients panic with is counted and told in the report: from now on it is not printed as well.
pub fn quiet_clients() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().name() != Some(load::THREAD) {
            loud(panic);
        }
    }));
}

/// Puts load on the servers of the chapters (all that can be soaked, where none is named: `5`, `7`, `8`) for that long, and
/// tells `at` how many seconds of how many are over.
///
/// # Errors
/// There is no such chapter, a program cannot be built, or the system does not show what has to be watched.
///
/// # Panics
/// When a server does not start.
pub fn run(chapters: &[String], length: Duration, at: impl Fn(u64, u64)) -> Result<Vec<Figures>, String> {
    if !processes::SHOWN {
        return Err("only Linux shows open files, memory and CPU time of another process".into());
    }
    if let Some(unknown) = chapters.iter().find(|name| !SOAKED.contains(&name.as_str())) {
        return Err(format!("there is no `{unknown}` to soak: {}", SOAKED.join(", ")));
    }
    // Each server may have a few hundred clients at a time, and all of them are ours.
    lab::net::raise_fd_limit();
    let soaked =
        |title: &str| SOAKED.contains(&title) && (chapters.is_empty() || chapters.iter().any(|c| c == title));
    let chapters: Vec<_> = CHAPTERS.iter().filter(|chapter| soaked(chapter.title)).collect();
    let packages: Vec<&str> = chapters.iter().map(|chapter| chapter.package).collect();
    let paths = built::programs(&packages)?;
    let mut servers: Vec<Watched> =
        chapters.iter().zip(paths).map(|(chapter, path)| Watched::start(chapter, path)).collect();

    let stop = Stop::default();
    let loads: Vec<Load> = servers.iter().map(|server| Load::start(server.addr(), &stop)).collect();
    let start = Instant::now();
    while let Some(left) = length.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
        thread::sleep(left.min(Duration::from_secs(1)));
        servers.iter_mut().for_each(|server| server.look(start.elapsed()));
        at(start.elapsed().as_secs(), length.as_secs());
    }
    stop.now();
    let loaded = start.elapsed();
    let done: Vec<_> = loads.into_iter().map(Load::join).collect();
    Ok(servers.into_iter().zip(done).map(|(server, done)| server.end(start, loaded, done)).collect())
}
