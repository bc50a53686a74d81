//! What a frame shows and says of the state at hand.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Place, Replay, Task, Wait};
use crate::steps::words::{capital, direction, list, socket, time};
use crate::steps::{Direction, Frame};

impl Replay {
    pub(super) fn name(&self, id: u64) -> String {
        self.tasks.get(&id).map_or_else(|| format!("task {id}"), |task| task.name.clone())
    }

    /// Adds a frame: this sentence, and who stands where.
    pub(super) fn frame(&mut self, says: String) {
        let names = |ids: &VecDeque<u64>| {
            ids.iter().filter(|id| self.running != Some(**id)).map(|id| self.name(*id)).collect()
        };
        let waiting = |task: &Task| {
            let mut waits = task.waits.clone();
            waits.sort_by_key(|wait| matches!(wait, Wait::Timer(..))); // last: most are timeouts
            let waits: Vec<String> = waits.iter().map(|wait| self.wait(wait)).collect();
            (task.name.clone(), waits)
        };
        let mut timers: Vec<(String, Duration)> = self
            .timers
            .values()
            .map(|(due, owner)| (owner.map_or_else(|| "the loop".to_owned(), |id| self.name(id)), *due))
            .collect();
        timers.sort_by_key(|(_, due)| *due);
        let frame = Frame {
            at: self.now,
            says,
            running: self.running.map(|id| self.name(id)),
            asleep: self.in_poller.is_some(),
            ready: names(&self.queue),
            waiting: self.tasks.values().filter(|task| task.place == Place::Waiting).map(waiting).collect(),
            timers,
            asked: std::mem::take(&mut self.asked),
            told: std::mem::take(&mut self.told),
        };
        self.frames.push(frame);
    }

    fn wait(&self, wait: &Wait) -> String {
        match *wait {
            Wait::Socket(key, way) => format!("{} {}", socket(key), direction(way)),
            Wait::Timer(_, due) => format!("until {}", time(due)),
            Wait::Task(task) => format!("the end of {}", self.name(task)),
            Wait::Named(what) => what.to_owned(),
        }
    }

    pub(super) fn why_it_waits(&self, id: u64, name: &str) -> String {
        let waits = self.tasks.get(&id).map_or(&[][..], |task| &task.waits);
        let (mut blocks, mut goals, mut ends, mut latest) = (vec![], vec![], vec![], vec![]);
        for wait in waits {
            match *wait {
                Wait::Socket(key, way) => {
                    let what = match way {
                        Direction::Readable => "nothing to read",
                        Direction::Writable => "no room to write",
                    };
                    blocks.push(format!("{} has {what} yet", socket(key)));
                    goals.push(format!("until it is {}", direction(way)));
                }
                Wait::Timer(_, due) => latest.push(time(due)),
                Wait::Task(task) => ends.push(format!("of {}", self.name(task))),
                Wait::Named(what) => goals.push(format!("for {what}")),
            }
        }
        if !ends.is_empty() {
            goals.push(format!("for the end {}", ends.join(", ")));
        }
        let latest = latest.join(", ");
        let blocks =
            if blocks.is_empty() { String::new() } else { format!("{}. ", capital(&list(&blocks, "and"))) };
        match (goals.is_empty(), latest.is_empty()) {
            (true, true) => format!("{name} waits to be woken."),
            (true, false) => format!("{name} waits for a time: {latest}."),
            (false, true) => format!("{blocks}{name} waits {}.", list(&goals, "or")),
            (false, false) => {
                format!("{blocks}{name} waits {}, or until {latest} at the latest.", list(&goals, "or"))
            }
        }
    }
}
