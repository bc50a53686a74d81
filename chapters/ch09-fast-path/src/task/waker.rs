//! Who holds a task on any thread, and how they call it.

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::process;
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

use super::{Flags, Header, Task};
use crate::run_queue::RunQueue;
use crate::shim::{Ordering, fence};

#[cfg(not(loom))]
thread_local! {
    /// The queue of the executor that runs on this thread now, or null. It has no destructor: so to look at it costs one
    /// instruction, and never fails.
    static HERE: Cell<*const RunQueue> = const { Cell::new(ptr::null()) };
}
// A thread of a model is none of the system's.
#[cfg(loom)]
loom::thread_local! {
    static HERE: Cell<*const RunQueue> = Cell::new(ptr::null());
}

/// Until it is dropped, an executor runs on this thread.
pub(crate) struct Entered {
    /// It is here, and is kept.
    queue: Rc<RunQueue>,
    /// What was here before.
    before: *const RunQueue,
}

/// The executor with this queue runs on this thread.
pub(crate) fn enter(queue: &Rc<RunQueue>) -> Entered {
    let queue = Rc::clone(queue);
    Entered { before: HERE.with(|here| here.replace(&raw const *queue)), queue }
}

impl Drop for Entered {
    fn drop(&mut self) {
        debug_assert!(ptr::eq(HERE.with(Cell::get), &raw const *self.queue));
        HERE.with(|here| here.set(self.before));
    }
}

// ANCHOR: wake
/// Calls the task.
///
/// # Safety
/// The caller holds one of `holders`, or a [`Task`].
#[inline]
unsafe fn wake_by_ref(at: NonNull<Header>) {
    // SAFETY: whoever holds one keeps it from being freed. The inbox never changes, so any thread may look at it.
    let inbox = unsafe { &at.as_ref().inbox };
    // SAFETY: what stands in `HERE` is kept by an `Entered` of this thread, and taken out when that goes.
    match unsafe { HERE.with(Cell::get).as_ref() } {
        // Its own thread: plain cells, and no lock.
        Some(queue) if Arc::ptr_eq(queue.inbox(), inbox) => {
            // SAFETY: a queue is not `Send`, so this is the thread of its tasks. One that is not over stands in the
            // executor's list, which has a `Task`; or it is `block_on`'s own, who has one.
            unsafe {
                if at.as_ref().flags.get().0 & (Flags::QUEUED | Flags::OVER) == 0 {
                    queue.push(Task::again(at));
                }
            }
        }
        // SAFETY: `noted` is atomic. The note holds one more.
        _ => unsafe {
            if !at.as_ref().noted.swap(true, Ordering::AcqRel) {
                inbox.push(Note::new(at));
            }
        },
    }
}
// ANCHOR_END: wake

// ANCHOR: note
/// That a task can go on, left by another thread. It holds one of `holders`.
pub(crate) struct Note(NonNull<Header>);

// SAFETY: it touches nothing but the part of the header that is made for all threads, until `here` has seen that this is
// the task's own. To free is allowed anywhere.
unsafe impl Send for Note {}

impl Note {
    /// # Safety
    /// The caller holds one of `holders`, or a [`Task`].
    unsafe fn new(at: NonNull<Header>) -> Note {
        // SAFETY: the same.
        unsafe { hold(at) };
        Note(at)
    }

    /// The task, if it is not over; for the executor whose it is.
    ///
    /// # Panics
    /// When it is not its own.
    pub(crate) fn here(self, queue: &RunQueue) -> Option<Task> {
        // SAFETY: we hold one, so it is not freed. The inbox never changes.
        let inbox = unsafe { &self.0.as_ref().inbox };
        assert!(Arc::ptr_eq(queue.inbox(), inbox), "a note in the inbox of another executor");
        // SAFETY: a queue is not `Send`, so this is the thread of its tasks. For the rest see `wake_by_ref`.
        unsafe {
            if self.0.as_ref().flags.get().0 & Flags::OVER != 0 {
                return None;
            }
            let task = Task::again(self.0);
            task.set(Flags::BY_NOTE);
            Some(task)
        }
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // SAFETY: it gives back the one it holds.
        unsafe { release(self.0) }
    }
}
// ANCHOR_END: note

impl Task {
    /// The poll begins: what is called from now on is a new call (invariant I3).
    #[inline]
    pub(crate) fn answered(&self) {
        let header = self.header();
        if self.has(Flags::BY_NOTE) {
            self.unset(Flags::BY_NOTE);
            // To take what is there, and not only to put something there: so all that a thread has done before it called,
            // and found it set, is seen by the poll.
            header.noted.swap(false, Ordering::AcqRel);
        }
    }

    /// Its waker for a poll: lent, and not counted.
    #[inline]
    pub(crate) fn lend_waker(&self) -> Lent<'_> {
        // SAFETY: the table's functions ask for a pointer to a header, and that its holder is counted. This one is never
        // dropped, and while it is there so is a `Task`.
        let waker = unsafe { Waker::new(self.0.as_ptr().cast(), &TABLE) };
        Lent(ManuallyDrop::new(waker), PhantomData)
    }
}

/// A waker that is not counted, for as long as its task is borrowed.
pub(crate) struct Lent<'a>(ManuallyDrop<Waker>, PhantomData<&'a Task>);

impl Deref for Lent<'_> {
    type Target = Waker;

    fn deref(&self) -> &Waker {
        &self.0
    }
}

/// # Safety
/// The caller holds one of `holders`, or a [`Task`].
#[inline]
unsafe fn hold(at: NonNull<Header>) {
    // SAFETY: the same. As in `Arc`: who has one may make another, and nothing is read because of it.
    let before = unsafe { at.as_ref().holders.fetch_add(1, Ordering::Relaxed) };
    if before > u32::MAX / 2 {
        process::abort(); // two billion wakers were forgotten: the count must not come round to zero
    }
}

// ANCHOR: release
/// Gives one of `holders` back. Whoever gives the last frees the memory.
///
/// # Safety
/// The caller holds it, and does not use it after this.
#[inline]
pub(super) unsafe fn release(at: NonNull<Header>) {
    // SAFETY: it is not freed while one is held. `Release` and `Acquire`: all that any holder has done to it is done before
    // it is freed.
    unsafe {
        let holders = &at.as_ref().holders;
        // If there is one, it is ours, and nobody can make another: no need to subtract it where others might look.
        if holders.load(Ordering::Acquire) != 1 {
            if holders.fetch_sub(1, Ordering::Release) != 1 {
                return;
            }
            fence(Ordering::Acquire);
        }
        (at.as_ref().table.free)(at);
    }
}
// ANCHOR_END: release

// ANCHOR: table
/// What std's [`Waker`] calls. The data is a pointer to a header, and each waker holds one of `holders`.
static TABLE: RawWakerVTable = {
    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: the waker that is cloned holds one.
        unsafe { hold(header(data)) };
        RawWaker::new(data, &TABLE)
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: the waker that is used up holds one, and gives it back.
        unsafe {
            wake_by_ref(header(data));
            release(header(data));
        }
    }

    unsafe fn wake_by_reference(data: *const ()) {
        // SAFETY: the waker holds one.
        unsafe { wake_by_ref(header(data)) }
    }

    unsafe fn drop_it(data: *const ()) {
        // SAFETY: the waker that is dropped gives its one back.
        unsafe { release(header(data)) }
    }

    RawWakerVTable::new(clone, wake, wake_by_reference, drop_it)
};
// ANCHOR_END: table

/// # Safety
/// It came from a [`NonNull`].
unsafe fn header(data: *const ()) -> NonNull<Header> {
    // SAFETY: the same.
    unsafe { NonNull::new_unchecked(data.cast_mut().cast()) }
}
