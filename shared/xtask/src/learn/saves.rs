//! Waiting for the learner to save.
//!
//! # Implementation
//! The system tells of changes (inotify, FSEvents, ReadDirectoryChangesW), by a thread that `notify` brings; we sleep
//! until then. What it tells is only the bell: what has changed, we see for ourselves from the files' times, so that an event too
//! many or a save by renaming makes no difference. Where no system tells, we look twice a second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io, thread};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::workspace::{root, walk};

/// What is watched: what the learner writes, and what it is checked by.
const FOLDERS: [&str; 2] = ["exercises/src", "exercises/tests/checks"];

/// An editor writes a file in several steps: so long must it be quiet.
const QUIET: Duration = Duration::from_millis(100);

/// How often we look where nobody tells.
const POLL: Duration = Duration::from_millis(500);

/// The files, and whoever tells when they change.
#[derive(Debug)]
pub struct Saves {
    /// The files as they were when we looked last.
    before: Saved,
    /// Who tells; or why nobody does, in words, or none if nobody was asked.
    bell: Result<Bell, String>,
}

/// Rings when something may have changed.
#[derive(Debug)]
struct Bell {
    /// Ends with us.
    _watcher: RecommendedWatcher,
    /// What it tells.
    events: Receiver<notify::Result<Event>>,
}

impl Saves {
    /// Begins to watch: from now on no save is missed. With `poll`, or where the system refuses, we look for ourselves.
    pub fn watch(poll: bool) -> Saves {
        let bell = if poll { Err(String::new()) } else { Bell::hang().map_err(|error| error.to_string()) };
        Saves { before: saved(), bell }
    }

    /// How it is done, for the learner.
    pub fn how(&self) -> String {
        match &self.bell {
            Ok(_) => "Watching exercises/src; Ctrl-C ends it. If a save changes nothing here (a network folder, a Windows folder \
                      in WSL2): cargo x watch --poll"
                .to_owned(),
            Err(why) => {
                let why = if why.is_empty() { String::new() } else { format!("The system does not tell of saves ({why}). ") };
                format!("{why}Looking at exercises/src twice a second; Ctrl-C ends it.")
            }
        }
    }

    /// Waits for the next save; the files that came, went or changed.
    pub fn next(&mut self) -> Vec<PathBuf> {
        loop {
            match &self.bell {
                Ok(bell) => {
                    if let Err(why) = bell.wait() {
                        self.bell = Err(why);
                    }
                }
                Err(_) => {
                    thread::sleep(POLL);
                    if saved() != self.before {
                        thread::sleep(QUIET);
                    }
                }
            }
            // A ring without a change that we know of is none.
            let now = saved();
            if now != self.before {
                let paths = differing(&self.before, &now);
                self.before = now;
                return paths;
            }
        }
    }
}

impl Bell {
    fn hang() -> notify::Result<Bell> {
        let (ring, events) = channel();
        let mut watcher = notify::recommended_watcher(ring)?;
        for folder in FOLDERS {
            watcher.watch(&root().join(folder), RecursiveMode::Recursive)?;
        }
        Ok(Bell { _watcher: watcher, events })
    }

    /// Waits until it rings, and then until it is quiet again.
    fn wait(&self) -> Result<(), String> {
        loop {
            match self.events.recv() {
                // That somebody reads a file (rustc does) is no news.
                Ok(Ok(event)) if event.kind.is_access() => {}
                Ok(Ok(_)) => break,
                Ok(Err(error)) => return Err(error.to_string()),
                Err(_) => return Err("its watcher has ended".into()),
            }
        }
        // At most a second: something may ring without an end.
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(1) && self.events.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }
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
