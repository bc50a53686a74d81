//! Playing events again: from what happened to who stood where.

mod frame;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::words::{capital, direction, is_ready, list, socket, time};
use super::{Direction, Event, Film, Frame, Noted, Socket, Steps};

/// A task, as the events have told of it.
#[derive(Debug)]
struct Task {
    /// What it is called.
    name: String,
    /// Where it stands.
    place: Place,
    /// Who made it, if a task did.
    maker: Option<u64>,
    /// What it waits for; while it runs, what it will wait for if it stops now.
    waits: Vec<Wait>,
    /// Which of that has come: it will be made ready for the first. Filled when the system has told of it, emptied when
    /// the task is made ready; until then the task waits, as far as it knows.
    come: Vec<Wait>,
}

/// A task stands in one place at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Made, and not yet in the queue.
    New,
    /// In the queue.
    Ready,
    /// On the thread. It may have been called again meanwhile: then it stands in [`Replay::queue`] too, unseen until it
    /// stops.
    Running,
    /// Neither.
    Waiting,
    /// Gone.
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Socket(usize, Direction),
    Timer(u64, Duration),
    Task(u64),
    Named(&'static str),
}

/// The state between two events.
#[derive(Debug, Default)]
struct Replay {
    tasks: BTreeMap<u64, Task>,
    /// First in, first out. Holds no task that is over.
    queue: VecDeque<u64>,
    running: Option<u64>,
    /// When due, and whose, if it was a task that set it.
    timers: BTreeMap<u64, (Duration, Option<u64>)>,
    /// How long the thread was ready to sleep, while it is in the poller.
    in_poller: Option<Option<Duration>>,
    /// Asked since the last frame.
    asked: Vec<String>,
    /// Told since the last frame.
    told: Vec<String>,
    frames: Vec<Frame>,
    /// When the event at hand happened.
    now: Duration,
}

/// See [`Steps::film`].
pub(super) fn play(steps: &Steps) -> Result<Option<Film>, String> {
    if steps.too_many {
        return Err("there were too many steps to keep: make the run smaller".to_owned());
    }
    let mut runs = vec![(String::new(), steps.start, Vec::new())];
    for noted in &steps.events {
        match (&noted.event, runs.last_mut()) {
            (Event::Run(name), _) => runs.push((name.clone(), noted.at, Vec::new())),
            (_, Some((_, _, events))) => events.push(noted),
            (_, None) => {}
        }
    }
    let has_tasks = |events: &[&Noted]| events.iter().any(|noted| matches!(noted.event, Event::Made { .. }));
    let Some((run, start, events)) = runs.into_iter().rev().find(|(_, _, events)| has_tasks(events)) else {
        return Ok(None);
    };
    let mut replay = Replay::default();
    for noted in events {
        replay.now = noted.at.saturating_duration_since(start).max(replay.now);
        replay.take(noted, start).map_err(|what| format!("at {}: {what}", time(replay.now)))?;
    }
    Ok(Some(Film { run, frames: replay.frames }))
}

impl Replay {
    fn take(&mut self, noted: &Noted, start: Instant) -> Result<(), String> {
        match &noted.event {
            Event::Run(_) => {}
            Event::Made { task, name } => {
                let (name, maker) = (name.clone(), self.running);
                let made = Task { name, place: Place::New, maker, waits: vec![], come: vec![] };
                self.tasks.insert(*task, made);
            }
            Event::Ready(task) => self.ready(*task, noted.elsewhere)?,
            Event::Runs(task) => self.runs(*task)?,
            Event::Waits(task) => self.waits(*task)?,
            Event::Done(task) => {
                self.forget(Wait::Task(*task));
                self.done(*task);
            }
            Event::Socket(key) => self.has_a_socket(*key),
            Event::AwaitsSocket(key, direction) => self.awaits(Wait::Socket(*key, *direction)),
            Event::ForgetsSocket(key, direction) => self.forget(Wait::Socket(*key, *direction)),
            Event::TimerSet(timer, at) => {
                let due = at.saturating_duration_since(start);
                self.timers.insert(*timer, (due, self.running));
                self.awaits(Wait::Timer(*timer, due));
            }
            Event::TimerUnset(timer) => {
                if let Some((due, _)) = self.timers.remove(timer) {
                    self.forget(Wait::Timer(*timer, due));
                }
            }
            Event::TimerDue(timer) => self.due(*timer),
            Event::AwaitsTask(task) => self.awaits(Wait::Task(*task)),
            Event::Awaits(what) => self.awaits(Wait::Named(what)),
            Event::Asks(patience) => self.asks(*patience),
            Event::Told(sockets) => self.told(sockets),
        }
        Ok(())
    }

    fn awaits(&mut self, wait: Wait) {
        if let Some(task) = self.running.and_then(|id| self.tasks.get_mut(&id)) {
            task.waits.retain(|known| *known != wait);
            task.waits.push(wait);
            if let Wait::Socket(key, way) = wait {
                self.asked.push(format!("tell me, once, when {} is {}", socket(key), direction(way)));
            }
        }
    }

    fn forget(&mut self, wait: Wait) {
        self.tasks.values_mut().for_each(|task| task.waits.retain(|known| *known != wait));
    }

    fn has_a_socket(&mut self, key: usize) {
        let socket = socket(key);
        self.asked.push(format!("watch {socket} for me"));
        let says = match self.running {
            Some(task) => {
                format!("{} opens {socket}, and registers it with the poller.", capital(&self.name(task)))
            }
            None => format!("{} is registered with the poller.", capital(&socket)),
        };
        self.frame(says);
    }

    fn due(&mut self, timer: u64) {
        let Some((due, owner)) = self.timers.remove(&timer) else { return };
        if let Some(task) = owner.and_then(|id| self.tasks.get_mut(&id)) {
            task.come.push(Wait::Timer(timer, due));
        }
    }

    fn ready(&mut self, id: u64, elsewhere: bool) -> Result<(), String> {
        let Some(task) = self.tasks.get_mut(&id).filter(|task| task.place != Place::Over) else {
            return Ok(()); // a call for a task that is over: it finds nobody
        };
        if self.queue.contains(&id) {
            return Err(format!("{} was made ready twice", task.name));
        }
        self.queue.push_back(id);
        let before = task.place;
        if before == Place::Running {
            return Ok(()); // seen when it stops
        }
        task.place = Place::Ready;
        let (come, maker) = (std::mem::take(&mut task.come), task.maker);
        let cause = come.first().copied();
        let waited = std::mem::take(&mut task.waits);
        // What stands in a table of waiters stands there until the machinery says otherwise, whoever woke the task.
        let lasting = |wait: &&Wait| {
            let over = come.contains(wait) || Some(**wait) == self.running.map(Wait::Task);
            !over && !matches!(wait, Wait::Named(_))
        };
        task.waits = waited.iter().filter(lasting).copied().collect();
        let name = self.name(id);
        let goes = "goes to the end of the ready queue";
        let by = self.running.filter(|_| !elsewhere).map(|by| (by, self.name(by)));
        let says = match (before, cause, by) {
            (Place::New, _, _) => match maker.map(|maker| self.name(maker)) {
                Some(maker) => format!("{maker} makes {name}: ready at once, it {goes}."),
                None => format!("{name} is made: ready at once, it {goes}."),
            },
            (_, Some(Wait::Timer(..)), _) => format!("The timer of {name} was due: it {goes}."),
            (_, Some(_), _) => format!("{name} has waited for this: it {goes}."),
            (_, None, Some((by, who))) if waited.contains(&Wait::Task(by)) => {
                format!("{who} has its result, and wakes {name}, which waited for it: {name} {goes}.")
            }
            (_, None, Some((_, who))) => format!("{who} wakes {name}: {name} {goes}."),
            (_, None, None) if elsewhere => format!("Another thread wakes {name}: it {goes}."),
            (_, None, None) => format!("{name} is woken: it {goes}."),
        };
        self.frame(capital(&says));
        Ok(())
    }

    fn runs(&mut self, id: u64) -> Result<(), String> {
        if let Some(other) = self.running {
            return Err(format!("{} runs while {} does", self.name(id), self.name(other)));
        }
        if self.queue.front() != Some(&id) {
            return Err(format!("{} runs, and was not the first of the queue", self.name(id)));
        }
        self.queue.pop_front();
        self.running = Some(id);
        if let Some(task) = self.tasks.get_mut(&id) {
            task.place = Place::Running;
            // It stood in the queue already when this came.
            let come = std::mem::take(&mut task.come);
            task.waits.retain(|wait| !come.contains(wait));
        }
        self.frame(format!("{} was the first of the ready queue: it runs.", capital(&self.name(id))));
        Ok(())
    }

    fn waits(&mut self, id: u64) -> Result<(), String> {
        if self.running != Some(id) {
            return Err(format!("{} stops, and did not run", self.name(id)));
        }
        self.running = None;
        let called = self.queue.contains(&id);
        if let Some(task) = self.tasks.get_mut(&id) {
            task.place = if called { Place::Ready } else { Place::Waiting };
        }
        let name = capital(&self.name(id));
        let says = if called {
            format!("{name} gives way: it stands in the ready queue again.")
        } else {
            self.why_it_waits(id, &name)
        };
        self.frame(says);
        Ok(())
    }

    fn done(&mut self, id: u64) {
        let ran = self.running == Some(id);
        if ran {
            self.running = None;
        }
        self.queue.retain(|other| *other != id);
        let name = capital(&self.name(id));
        if let Some(task) = self.tasks.get_mut(&id) {
            task.place = Place::Over;
            task.waits.clear();
            self.frame(if ran {
                format!("{name} is done.")
            } else {
                format!("{name} is dropped, not done.")
            });
        }
    }

    fn asks(&mut self, patience: Option<Duration>) {
        self.in_poller = Some(patience);
        let Some(patience) = patience else {
            self.asked.push("wait, however long it takes".to_owned());
            self.frame(
                "No task is ready: the thread sleeps in the poller until something happens.".to_owned(),
            );
            return;
        };
        if patience.is_zero() {
            self.asked.push("what has happened? I do not wait".to_owned());
            return; // the answer comes at once, and makes one frame with the question
        }
        let latest = time(self.now + patience);
        self.asked.push(format!("wait, until {latest} at the latest"));
        self.frame(format!(
            "No task is ready: the thread sleeps in the poller until something happens, or until {latest}."
        ));
    }

    fn told(&mut self, sockets: &[Socket]) {
        let slept = self.in_poller.take().is_some_and(|patience| patience != Some(Duration::ZERO));
        self.told.extend(sockets.iter().map(is_ready));
        for told in sockets {
            for task in self.tasks.values_mut() {
                let here = |wait: &&Wait| matches!(wait, Wait::Socket(key, _) if *key == told.key);
                // Oneshot: in whichever direction it was waited for, who still waits must ask again.
                let come: Vec<Wait> = task.waits.iter().filter(here).copied().collect();
                task.come.extend(come);
            }
        }
        if sockets.is_empty() {
            self.told.push("nothing".to_owned());
        }
        let what = list(&sockets.iter().map(is_ready).collect::<Vec<_>>(), "and");
        let due = self.timers.values().any(|(due, _)| *due <= self.now);
        self.frame(match (slept, sockets.is_empty()) {
            (true, false) => format!("The operating system ends the sleep: {what}."),
            (true, true) if due => "The time is over, and no socket is ready: a timer is due.".to_owned(),
            (true, true) => "The thread is called back, though no socket is ready.".to_owned(),
            (false, false) => format!("The thread looks into the poller, without waiting: {what}."),
            (false, true) => {
                "The thread looks into the poller, without waiting: nothing has happened.".to_owned()
            }
        });
    }
}
