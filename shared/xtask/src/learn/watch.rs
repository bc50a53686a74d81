//! `cargo x watch`: the checks, each time the learner saves.
//!
//! # Implementation
//! The system tells of changes (inotify, FSEvents, ReadDirectoryChangesW), by a thread that `notify` brings; we sleep
//! until then. What it tells is only the bell: what has changed, we see for ourselves from the files' times, so that an event too
//! many or a save by renaming makes no difference. Where no system tells, `--poll` looks twice a second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io};

use notify::{Config, Event, PollWatcher, RecursiveMode, Watcher};

use super::course::Standing;
use super::run::{self, Build};
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, look, trouble, view};
use crate::exercises::catalog::Exercise;
use crate::workspace::{root, walk};

/// What is watched: what the learner writes, and what it is checked by.
const FOLDERS: [&str; 2] = ["exercises/src", "exercises/tests/checks"];

/// An editor writes a file in several steps: so long must it be quiet.
const QUIET: Duration = Duration::from_millis(100);

/// How often `--poll` looks.
const POLL: Duration = Duration::from_millis(500);

/// Looks, waits for a save, looks again, until Ctrl-C.
///
/// # Errors
/// Nothing can be watched, or the exercises cannot be read.
pub fn command(poll: bool) -> Answer {
    let (all, screen) = (all()?, Screen::here());
    // Before the first look: what is saved while it runs must ring too.
    let (_watcher, bell, how) = watcher(poll).map_err(Refused::Failed)?;
    let mut before = saved();
    let mut changed: Vec<&Exercise> = Vec::new();
    loop {
        if screen.colours {
            // Home, and wipe: the last look is in the way.
            print("\x1b[H\x1b[2J");
        }
        round(&all, &changed, screen)?;
        print(&("\n".to_owned() + &screen.paragraph("", 0, &how)));
        // A save that changes nothing we know of is none.
        changed = loop {
            wait(&bell)?;
            let now = saved();
            if now != before {
                let paths = differing(&before, &now);
                before = now;
                break all.iter().filter(|exercise| paths.contains(&root().join(exercise.file()))).collect();
            }
        };
    }
}

/// One look: first at what was saved, then at everything.
fn round(all: &[Exercise], changed: &[&Exercise], screen: Screen) -> Result<(), String> {
    let written = look::written(all);
    for exercise in changed {
        print(&format!("{} is saved.\n", exercise.id()));
    }
    match run::build(screen)? {
        Build::Broken { messages, cargo } => {
            print(&("\n".to_owned() + &trouble::text(all, &messages, &cargo, screen)))
        }
        Build::Ready(binary) => {
            for exercise in changed {
                let run = binary.checks(&(exercise.id() + "::"))?;
                let standing = Standing::of(exercise, &run, &look::order(exercise), false);
                print(&saved_words(&standing, screen));
                print(&view::warnings(all, exercise, &binary.warnings));
                print(&(view::words(&standing, screen) + "\n"));
            }
            let told = changed.first().map(|exercise| exercise.id());
            let checked = look::check(all, binary, written)?;
            print(&view::shown(all, &checked, screen, told.as_deref()));
            print(&view::times(&checked, screen));
        }
    }
    Ok(())
}

/// The first line about what was saved.
fn saved_words(standing: &Standing<'_>, screen: Screen) -> String {
    let (id, passed, of) = (standing.exercise.id(), standing.passed(), standing.checks.len());
    if standing.solved() {
        screen.ink(Ink::Good, &format!("{id} is solved: all its {of} checks pass.")) + "\n"
    } else {
        format!("{}: {passed} of {of} checks pass.\n", screen.ink(Ink::Strong, &id))
    }
}

/// It rings when something may have changed.
type Bell = Receiver<notify::Result<Event>>;

/// What watches, what rings, and the words that say how it is done.
type Watching = (Box<dyn Watcher>, Bell, String);

/// Begins to watch. Where the system refuses, we look for ourselves.
fn watcher(poll: bool) -> Result<Watching, String> {
    let told = if poll { Err(None) } else { begin(notify::recommended_watcher).map_err(Some) };
    let (watcher, bell, how) = match told {
        Ok((watcher, bell)) => {
            let how = "Watching exercises/src; Ctrl-C ends it. If a save changes nothing here (a network folder, a Windows \
                       folder in WSL2): cargo x watch --poll";
            (watcher, bell, how.to_owned())
        }
        Err(why) => {
            let (watcher, bell) =
                begin(|ring| PollWatcher::new(ring, Config::default().with_poll_interval(POLL)))
                    .map_err(|error| format!("exercises/src cannot be watched: {error}"))?;
            let why =
                why.map_or(String::new(), |error| format!("The system does not tell of saves ({error}). "));
            (watcher, bell, format!("{why}Looking at exercises/src twice a second; Ctrl-C ends it."))
        }
    };
    Ok((watcher, bell, how))
}

/// A watcher over our folders, and what it rings.
fn begin<W: Watcher + 'static>(
    make: impl FnOnce(std::sync::mpsc::Sender<notify::Result<Event>>) -> notify::Result<W>,
) -> notify::Result<(Box<dyn Watcher>, Bell)> {
    let (ring, bell) = channel();
    let mut watcher = make(ring)?;
    for folder in FOLDERS {
        watcher.watch(&root().join(folder), RecursiveMode::Recursive)?;
    }
    Ok((Box::new(watcher), bell))
}

/// Waits until it rings, and then until it is quiet again.
fn wait(bell: &Bell) -> Result<(), String> {
    loop {
        match bell.recv() {
            // That somebody reads a file (rustc does) is no news.
            Ok(Ok(event)) if event.kind.is_access() => {}
            Ok(Ok(_)) => break,
            Ok(Err(error)) => {
                return Err(format!("watching failed: {error}; cargo x watch --poll needs no help"));
            }
            Err(_) => return Err("watching ended; cargo x watch --poll needs no help".into()),
        }
    }
    // At most a second: something may ring without an end.
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(1) && bell.recv_timeout(QUIET).is_ok() {}
    Ok(())
}

/// When each file was written, and how long it is.
type Saved = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The files as they are now.
fn saved() -> Saved {
    let files = FOLDERS.iter().flat_map(|folder| walk(&root().join(folder)).unwrap_or_default());
    let sources = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    sources.filter_map(|path| stamp(&path).ok().map(|stamp| (path, stamp))).collect()
}

fn stamp(path: &Path) -> io::Result<(Option<SystemTime>, u64)> {
    let about = fs::metadata(path)?;
    Ok((about.modified().ok(), about.len()))
}

/// The files that came, went or changed.
fn differing(before: &Saved, now: &Saved) -> Vec<PathBuf> {
    let paths = before.keys().chain(now.keys().filter(|path| !before.contains_key(*path)));
    paths.filter(|path| before.get(*path) != now.get(*path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_went_or_changed_is_seen() {
        let file = |name: &str, length| (PathBuf::from(name), (None, length));
        let before: Saved = [file("same", 1), file("changed", 1), file("gone", 1)].into();
        let now: Saved = [file("same", 1), file("changed", 2), file("new", 1)].into();
        let paths = ["changed", "gone", "new"].map(PathBuf::from);
        assert_eq!(differing(&before, &now), paths);
        assert!(differing(&now, &now).is_empty());
    }
}
