//! One allocation: what the executor knows of a task, and its future, later its output.
//!
//! | file | concept |
//! |---|---|
//! | `mod.rs` | the header, and [`Task`], which counts who holds it on this thread |
//! | `core.rs` | header and future together; what must know the future's type |
//! | `waker.rs` | who holds it on any thread, and how they call it |
//! | `queue.rs`, `list.rs` | tasks in a row, linked by words in their headers |
//!
//! # Who may touch what
//! The header has two parts. What other threads touch is atomic, or never changes: the table, the inbox, `holders`,
//! `noted`. All the rest is plain cells, and belongs to the executor's thread, as the future and the output do. [`Task`]
//! and [`Joint`] are not `Send`, so who has one is on that thread; who comes from elsewhere has a waker or a [`Note`], and
//! these touch the first part alone.
//!
//! # Who frees it
//! Two counts. `here` counts the [`Task`]s, without atomics, for they are all on one thread. `holders` counts wakers and
//! notes, on any thread, and *one* for all [`Task`]s together. Whoever takes `holders` to zero frees the memory, on
//! whichever thread that is. So nothing may be left in it by then that belongs to one thread: future and output are
//! dropped in place before the last [`Task`] goes.
#![allow(unsafe_code)]

mod core;
mod list;
mod queue;
#[cfg(all(test, not(loom)))]
mod tests;
mod waker;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;
use std::task::{Context, Waker};

use ch07_executor::TaskId;

use crate::run_queue::Inbox;
use crate::shim::{AtomicBool, AtomicU32};

pub(crate) use self::core::{Joint, Name, Outcome};
pub(crate) use self::list::List;
pub(crate) use self::queue::Queue;
pub(crate) use self::waker::{Note, enter};

use self::core::Table;
use self::list::Link;

// ANCHOR: header
/// What stands before the future in a task's allocation: 72 bytes.
struct Header {
    /// What must know the future's type.
    table: &'static Table,
    /// Where other threads leave a note that the task can go on.
    inbox: Arc<Inbox>,
    /// How many wakers and notes there are, and one for all [`Task`]s together. Zero: to be freed.
    holders: AtomicU32,
    /// Set by the first other thread that calls; its note is in the inbox, or on its way. Cleared before the poll
    /// (invariant I3).
    noted: AtomicBool,

    // From here on: the executor's thread alone.
    /// How many [`Task`]s there are: one each for the list, the queue, the handle, the poll, and who looks.
    here: Cell<u8>,
    /// What is known of it.
    flags: Cell<Flags>,
    /// Where it is in its life; for one that waits, for what kind of thing.
    stage: Cell<Stage>,
    /// Its number. Never used twice (invariant I2).
    id: TaskId,
    /// Who awaits the handle: the waker of the last poll. Taken when the task is over, and none comes after.
    waiting: Cell<Option<Waker>>,
    /// In the queue: who is next. Else: which thing it waits for; the stage says what that number means.
    word: Cell<Word>,
    /// In the list of all tasks: who was made before it,
    before: Link,
    /// and who after it.
    after: Link,
}
// ANCHOR_END: header

#[cfg(all(target_pointer_width = "64", not(loom)))]
const _: () = assert!(size_of::<Header>() == 72);

/// One word for two purposes; [`Flags::QUEUED`] says which.
#[derive(Clone, Copy)]
union Word {
    /// While it is queued. It owns a count of that task.
    next: Option<NonNull<Header>>,
    /// While it is not.
    number: u64,
}

/// Yes-or-no things, in one byte.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Flags(u8);

impl Flags {
    /// It stands in the queue: a thousand wakes before its next poll are one poll. Cleared before the poll (invariant I3).
    const QUEUED: u8 = 1;
    /// It was queued by a note from the inbox: `noted` must be cleared too.
    const BY_NOTE: u8 = 2;
    /// Its handle has asked for its end. Looked at before each poll.
    const CANCELLED: u8 = 4;
    /// There is a handle, who may want the output.
    const HANDLE: u8 = 8;
    /// It has ended. (The stage says so too: here it is beside `QUEUED`, for a wake, which asks for both.)
    const OVER: u8 = 16;
    /// It is in the list of all tasks.
    const LISTED: u8 = 32;
}

// ANCHOR: stage
/// Where a task is in its life. The first six still have their future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Stage {
    /// It has not said what it waits for.
    Alive,
    /// It waits to read from a socket; the number is its key.
    Reads,
    /// It waits to write to a socket; the number is its key.
    Writes,
    /// It waits for a time; the number is in nanoseconds.
    Sleeps,
    /// It waits for the end of a task; the number is its id.
    Joins,
    /// It waits for something with a name; the number is the name's place.
    Named,
    /// Its output lies where the future was.
    Done,
    /// What its panic said lies where the future was.
    Panicked,
    /// It was cancelled: nothing lies there.
    Cancelled,
    /// Output or message are given away: nothing lies there.
    Empty,
}
// ANCHOR_END: stage

/// A task, for its own thread; counted, without atomics.
pub(crate) struct Task(NonNull<Header>);

impl Task {
    #[inline]
    fn header(&self) -> &Header {
        // SAFETY: we are counted in `here`, and all who are counted there hold one of `holders`: it is not freed. We are on
        // its thread, as a `Task` is not `Send`; so is who borrows the header from us.
        unsafe { self.0.as_ref() }
    }

    /// Another one, for a header that is not freed.
    ///
    /// # Safety
    /// This is the task's thread, and there is a [`Task`] of it already.
    #[inline]
    unsafe fn again(at: NonNull<Header>) -> Task {
        // SAFETY: there is a `Task`, so it is not freed.
        let here = unsafe { &at.as_ref().here };
        here.set(here.get() + 1);
        Task(at)
    }

    fn has(&self, flag: u8) -> bool {
        self.header().flags.get().0 & flag != 0
    }

    fn set(&self, flag: u8) {
        self.header().flags.update(|flags| Flags(flags.0 | flag));
    }

    fn unset(&self, flag: u8) {
        self.header().flags.update(|flags| Flags(flags.0 & !flag));
    }

    /// Which one.
    pub(crate) fn id(&self) -> TaskId {
        self.header().id
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.has(Flags::OVER)
    }

    /// Whether it is to be polled.
    pub(crate) fn is_queued(&self) -> bool {
        self.has(Flags::QUEUED)
    }

    #[cfg(test)]
    fn is_noted(&self) -> bool {
        self.header().noted.load(crate::shim::Ordering::SeqCst)
    }

    /// Whether they are the same task.
    pub(crate) fn is(&self, other: &Task) -> bool {
        self.0 == other.0
    }

    /// Its name, if it has one.
    pub(crate) fn name(&self) -> Option<&Cow<'static, str>> {
        // SAFETY: the table is that of this allocation; the name lives and stands still as long as it.
        unsafe { (self.header().table.name)(self.0).map(|name| &*name) }
    }

    /// What it is called: its name, or else its id.
    pub(crate) fn title(&self) -> String {
        self.name().map_or_else(|| format!("task {}", self.id()), |name| name.to_string())
    }

    // ANCHOR: poll
    /// Runs it until it waits (`false`) or is over (`true`). Panics of its future end here: they are an outcome.
    #[inline]
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> bool {
        debug_assert!(!self.is_over());
        // SAFETY: the table is that of this allocation. It is not over, so its future is there; and it is not being polled,
        // as only the executor's loop polls, which does nothing else meanwhile.
        unsafe { (self.header().table.poll)(self.0, cx) }
    }
    // ANCHOR_END: poll

    /// Ends it now: its future is dropped. It must not be in a poll.
    pub(crate) fn end(&self) {
        if !self.is_over() {
            self.set(Flags::CANCELLED);
            self.poll(&mut Context::from_waker(Waker::noop()));
        }
    }

    /// Its next poll will be its last, in which its future is dropped.
    pub(crate) fn cancel(&self) {
        if !self.is_over() {
            self.set(Flags::CANCELLED);
            self.wake();
        }
    }

    /// Has it polled once more, if it is not over.
    pub(crate) fn wake(&self) {
        self.lend_waker().wake_by_ref();
    }

    /// It is over: tells who waits for it. An output that nobody wants is dropped.
    ///
    /// # Panics
    /// When that drop does, or the waker.
    pub(crate) fn tell_the_end(&self) {
        if !self.has(Flags::HANDLE) {
            self.drop_output();
        } else if let Some(waiting) = self.header().waiting.take() {
            waiting.wake();
        }
    }

    /// Notes what it waits for, unless it stands in the queue: then it is its turn.
    #[inline]
    pub(crate) fn set_waits_for(&self, stage: Stage, number: u64) {
        debug_assert!(stage < Stage::Done && !self.is_over());
        if !self.is_queued() {
            self.header().stage.set(stage);
            self.header().word.set(Word { number });
        }
    }

    /// What it waits for; `None` while it stands in the queue, and before it has said it.
    pub(crate) fn waits_for(&self) -> Option<(Stage, u64)> {
        if self.is_queued() || self.is_over() {
            return None;
        }
        // SAFETY: it is not queued, so the word is a number.
        let number = unsafe { self.header().word.get().number };
        Some((self.header().stage.get(), number))
    }
}

impl Clone for Task {
    #[inline]
    fn clone(&self) -> Task {
        // SAFETY: we are one, and not `Send`.
        unsafe { Task::again(self.0) }
    }
}

impl Drop for Task {
    #[inline]
    fn drop(&mut self) {
        let left = self.header().here.get() - 1;
        self.header().here.set(left);
        if left == 0 {
            // SAFETY: the one of `holders` that all `Task`s hold together is given back once, by the last of them. Nobody
            // makes a new one after that: `again` asks for a `Task`.
            unsafe { waker::release(self.0) }
        }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("id", &self.id()).field("stage", &self.header().stage.get()).finish()
    }
}
