//! Recording: the marks of all threads, collected lane by lane.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Kind, Lane, State, Timeline, stretches};
use crate::ledger::thread_cpu;

/// One mark: from `at` on, the lane is in this state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// From the start of the recording.
    pub(super) at: Duration,
    /// What begins.
    pub(super) state: State,
    /// On a thread's lane: the task that it runs from now on.
    pub(super) task: Option<u32>,
    /// On a thread's lane, marked by that thread: the CPU time it has had so far.
    pub(super) cpu: Option<Duration>,
}

impl Mark {
    /// Whether the other says the same, so that nothing begins with it.
    pub(super) fn same(&self, other: &Mark) -> bool {
        (self.state, self.task) == (other.state, other.task)
    }
}

/// A lane while it is recorded.
#[derive(Debug)]
pub(super) struct Marks {
    /// What the lane stands for.
    pub(super) kind: Kind,
    /// Its name.
    pub(super) name: String,
    /// On a thread's lane: when the thread was started, among all threads of the recording.
    birth: u32,
    /// In the order they were made: by time, but for [`mark_at`], which may go back.
    pub(super) marks: Vec<Mark>,
}

/// Where a lane is: in which recorder, and at which place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// See [`Recorder::number`]. A mark for a lane of another recorder is dropped: the places would be mixed up.
    recorder: u32,
    /// An index into [`Recording::lanes`].
    lane: u32,
}

#[derive(Debug)]
struct Recorder {
    /// Tells recorders apart: no two of a process have the same.
    number: u32,
    /// What times count from.
    start: Instant,
    /// How many threads have been given this recorder.
    births: AtomicU32,
    /// Set once, when the recording ends. Threads that live longer then record no more.
    ended: AtomicBool,
    /// Locked for a moment at each mark; nothing foreign runs under the lock. A real profiler would have a buffer for
    /// each thread and merge them at the end; for a picture of some thousand marks that would only be more to read.
    recording: Mutex<Recording>,
}

#[derive(Debug, Default)]
struct Recording {
    /// In the order they were made. None is ever taken out, so that a [`Place`] stays right.
    lanes: Vec<Marks>,
    /// Whether a time was given for any mark: the recording is then as long as the largest says.
    given_times: bool,
}

/// A recorder, to be handed to another thread.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    /// The recorder itself.
    recorder: Arc<Recorder>,
    /// For the thread that gets this handle: when it was started, see [`Marks::birth`].
    birth: u32,
}

impl Handle {
    fn new() -> Handle {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let recorder = Recorder {
            number: NEXT.fetch_add(1, SeqCst),
            start: Instant::now(),
            births: AtomicU32::new(0),
            ended: AtomicBool::new(false),
            recording: Mutex::default(),
        };
        Handle { recorder: Arc::new(recorder), birth: 0 }
    }

    /// The same recorder, for the thread that is started next.
    fn for_the_next_thread(&self) -> Handle {
        let birth = self.recorder.births.fetch_add(1, SeqCst) + 1;
        Handle { recorder: Arc::clone(&self.recorder), birth }
    }

    fn lock(&self) -> MutexGuard<'_, Recording> {
        self.recorder.recording.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> bool {
        self.recorder.ended.load(SeqCst)
    }

    fn lane(&self, kind: Kind, name: String) -> Lane {
        let mut recording = self.lock();
        let lane = recording.lanes.len() as u32;
        recording.lanes.push(Marks { kind, name, birth: self.birth, marks: Vec::new() });
        Lane(Some(Place { recorder: self.recorder.number, lane }))
    }

    /// The lane's index, if it is ours.
    fn index(&self, lane: Lane) -> Option<u32> {
        lane.0.filter(|place| place.recorder == self.recorder.number).map(|place| place.lane)
    }

    /// Notes marks, all for one instant: `at`, or now.
    // ANCHOR: put
    fn put(&self, at: Option<Duration>, marks: &[(Lane, State, Option<u32>, Option<Duration>)]) {
        let mut recording = self.lock();
        if self.ended() {
            return;
        }
        recording.given_times |= at.is_some();
        // The clock is read under the lock, so that marks stand in the order of their times, whichever thread made them.
        let now = self.recorder.start.elapsed();
        for &(lane, state, task, cpu) in marks {
            let Some(lane) = self.index(lane) else { continue };
            let marks = &mut recording.lanes[lane as usize].marks;
            let mark = Mark { at: at.unwrap_or(now), state, task, cpu };
            // Nothing new: a loop that marks at every turn must not fill the memory.
            if !marks.last().is_some_and(|last| last.same(&mark) && last.at <= mark.at) {
                marks.push(mark);
            }
        }
    }
    // ANCHOR_END: put

    fn finish(&self) -> Timeline {
        let mut recording = self.lock();
        self.recorder.ended.store(true, SeqCst);
        let Recording { mut lanes, given_times } = std::mem::take(&mut *recording);
        in_order_of_birth(&mut lanes);
        let given = lanes.iter().flat_map(|lane| &lane.marks).map(|mark| mark.at).max().unwrap_or_default();
        stretches::timeline(lanes, if given_times { given } else { self.recorder.start.elapsed() })
    }
}

/// Threads make their lanes at their first mark, in an order that means nothing. Puts them in the order in which they
/// were started, each into a place where a thread stood: the places of tasks, which others refer to, stay.
fn in_order_of_birth(lanes: &mut Vec<Marks>) {
    let is_thread = |lane: &Marks| lane.kind == Kind::Thread;
    let places: Vec<bool> = lanes.iter().map(is_thread).collect();
    let (mut threads, others): (Vec<_>, Vec<_>) = lanes.drain(..).partition(is_thread);
    threads.sort_by_key(|lane| lane.birth);
    let (mut threads, mut others) = (threads.into_iter(), others.into_iter());
    lanes.extend(places.into_iter().filter_map(|thread| if thread { threads.next() } else { others.next() }));
}

/// What a thread knows of recording. Dropped with the thread, or when a nested recording is over.
#[derive(Debug)]
struct Here {
    /// Where its marks go.
    recorder: Option<Handle>,
    /// Its own lane in that recorder, once it has one.
    own: Option<Lane>,
}

impl Here {
    /// The recorder, unless it has ended meanwhile.
    fn recorder(&self) -> Option<&Handle> {
        self.recorder.as_ref().filter(|recorder| !recorder.ended())
    }

    fn own(&mut self) -> Lane {
        let Some(recorder) = self.recorder() else { return Lane::default() };
        if let Some(lane) = self.own {
            return lane;
        }
        let thread = std::thread::current();
        let lane = recorder.lane(Kind::Thread, thread.name().unwrap_or("a thread without a name").to_owned());
        self.own = Some(lane);
        lane
    }

    fn put(&self, at: Option<Duration>, marks: &[(Lane, State, Option<u32>, Option<Duration>)]) {
        if let Some(recorder) = self.recorder() {
            recorder.put(at, marks);
        }
    }
}

impl Drop for Here {
    /// A thread that is over is no longer in the picture.
    fn drop(&mut self) {
        if let Some(own) = self.own {
            self.put(None, &[(own, State::Gone, None, thread_cpu())]);
        }
    }
}

thread_local! {
    /// Read with `try_with` alone: a mark may come from the destructor of another thread-local, when this one is gone.
    static HERE: RefCell<Here> = const { RefCell::new(Here { recorder: None, own: None }) };
}

/// What this thread knows, changed to something else. Nothing foreign runs while it is borrowed.
fn here<T>(f: impl FnOnce(&mut Here) -> T) -> Option<T> {
    HERE.try_with(|here| f(&mut here.borrow_mut())).ok()
}

fn enter(recorder: Option<Handle>) -> Option<Here> {
    let new = Here { recorder, own: None };
    here(|here| std::mem::replace(here, new))
}

/// This thread's recorder, to be [adopted](adopt) by the thread that it starts next.
pub(crate) fn for_a_new_thread() -> Option<Handle> {
    current().map(|recorder| recorder.for_the_next_thread())
}

/// This thread's recorder.
fn current() -> Option<Handle> {
    here(|here| here.recorder().cloned()).flatten()
}

/// From now on this thread records where the one records that called [`for_a_new_thread`].
pub(crate) fn adopt(recorder: Option<Handle>) {
    enter(recorder);
}

/// Runs `f` with a recorder on this thread (and on threads it starts by [`crate::thread::spawn`]).
///
/// Inside another recording, the inner one has all marks until it ends.
// ANCHOR: record
pub fn record<T>(f: impl FnOnce() -> T) -> (T, Timeline) {
    /// Puts back what the thread knew before, even when `f` panics.
    struct Restore(Option<Here>);
    impl Drop for Restore {
        fn drop(&mut self) {
            if let Some(outer) = self.0.take() {
                here(|here| std::mem::replace(here, outer));
            }
        }
    }

    let recorder = Handle::new();
    let restore = Restore(enter(Some(recorder.clone())));
    let result = f();
    drop(restore);
    (result, recorder.finish())
}
// ANCHOR_END: record

/// Whether this thread has a recorder: to spare the making of names.
pub fn recording() -> bool {
    here(|here| here.recorder().is_some()).unwrap_or(false)
}

/// A new lane, in state [`State::Gone`] until its first mark. The name is made only when there is a recorder.
pub fn lane(kind: Kind, name: impl FnOnce() -> String) -> Lane {
    // The name is made with nothing borrowed: it is foreign code, and may mark.
    current().map_or(Lane::default(), |recorder| recorder.lane(kind, name()))
}

/// This thread's own lane: made at first use, named like the thread.
pub fn this_thread() -> Lane {
    here(Here::own).unwrap_or_default()
}

/// From now on the lane is in this state.
pub fn mark(lane: Lane, state: State) {
    if lane.0.is_some() {
        here(|here| {
            let cpu = if here.own == Some(lane) { thread_cpu() } else { None };
            here.put(None, &[(lane, state, None, cpu)]);
        });
    }
}

/// As [`mark`], at a time that is given: for virtual clocks. `at` counts from the start of the recording, which is then
/// as long as the largest time that was given.
pub fn mark_at(lane: Lane, state: State, at: Duration) {
    if lane.0.is_some() {
        here(|here| here.put(Some(at), &[(lane, state, None, None)]));
    }
}

/// This thread runs the task from now on: both lanes are marked [`State::Running`], the thread's lane notes the task.
pub fn run_task(task: Lane) {
    here(|here| {
        let own = here.own();
        let Some(recorder) = here.recorder() else { return };
        let (running, cpu) = (State::Running, thread_cpu());
        recorder.put(None, &[(own, running, recorder.index(task), cpu), (task, running, None, None)]);
    });
}

/// This thread runs no task from now on: its lane is marked with `state` ([`State::Asleep`] in the poller).
pub fn rest(state: State) {
    here(|here| {
        let own = here.own();
        if own.0.is_some() {
            here.put(None, &[(own, state, None, thread_cpu())]);
        }
    });
}
