//! Header and future in one allocation, and what must know the future's type.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop, needs_drop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ch02_threads::thread_pool::panic_message;
use ch07_executor::{JoinError, TaskId};

use super::{Flags, Header, Stage, Task, Word};
use crate::run_queue::Inbox;
use crate::shim::{AtomicBool, AtomicU32};

// ANCHOR: core
/// The whole allocation. The header is the first, so a pointer to the one is a pointer to the other.
#[repr(C)]
struct Core<F: Future, N> {
    /// The same for all tasks.
    header: Header,
    /// A name, or nothing.
    name: N,
    /// The future, and after its end what became of it, in the same place. [`Header::stage`] says which.
    slot: UnsafeCell<Slot<F>>,
}

/// One place for three things.
union Slot<F: Future> {
    /// Until the task is over. It never moves.
    future: ManuallyDrop<F>,
    /// In the stage `Done`.
    output: ManuallyDrop<F::Output>,
    /// In the stage `Panicked`. Boxed, for it is rare, and the smallest future is smaller than a `String`.
    #[allow(clippy::box_collection)]
    said: ManuallyDrop<Box<String>>,
}

/// What can be done with a task without knowing its type. Each function asks for a pointer to a [`Core`] of the type it was
/// made for, on its own thread.
pub(super) struct Table {
    /// Runs the future, or drops it if the task is cancelled. `true`: it is over.
    pub(super) poll: unsafe fn(NonNull<Header>, &mut Context<'_>) -> bool,
    /// Where future, output and message lie.
    slot: unsafe fn(NonNull<Header>) -> NonNull<()>,
    /// Drops the output in place.
    drop_output: unsafe fn(NonNull<Header>),
    /// The name.
    pub(super) name: unsafe fn(NonNull<Header>) -> Option<*const Cow<'static, str>>,
    /// Gives the memory back: the only one that may run on any thread.
    pub(super) free: unsafe fn(NonNull<Header>),
}
// ANCHOR_END: core

/// A task's name, or none. It may be dropped on any thread.
pub(crate) trait Name: Send + 'static {
    /// The name.
    fn get(&self) -> Option<&Cow<'static, str>>;
}

impl Name for () {
    fn get(&self) -> Option<&Cow<'static, str>> {
        None
    }
}

impl Name for Cow<'static, str> {
    fn get(&self) -> Option<&Cow<'static, str>> {
        Some(self)
    }
}

impl<F: Future + 'static, N: Name> Core<F, N> {
    const TABLE: Table = Table {
        poll: Self::poll,
        slot: Self::slot,
        drop_output: Self::drop_output,
        name: Self::name,
        free: Self::free,
    };

    // ANCHOR: core_poll
    unsafe fn poll(at: NonNull<Header>, cx: &mut Context<'_>) -> bool {
        // SAFETY: the caller says that it is one of us. Nothing but the cells and atomics of the header is used while the
        // future runs, and nobody else uses the slot before the stage says that the future is gone.
        let (header, slot) = unsafe { (at.as_ref(), &mut *at.cast::<Self>().as_ref().slot.get()) };
        let outcome = if header.flags.get().0 & Flags::CANCELLED != 0 {
            Err(None)
        } else {
            // SAFETY: it is not over, so the future is there; it stays where it is until it is dropped, below.
            let future = unsafe { Pin::new_unchecked(&mut *slot.future) };
            // A panic ends this task and nothing else. The future is dropped unseen, three lines below, so nobody looks at
            // what it has left half done inside.
            match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
                Ok(Poll::Pending) => return false,
                Ok(Poll::Ready(output)) => Ok(output),
                Err(panic) => Err(Some(panic)),
            }
        };
        // Before its end is told: then everything it held is free. A drop may panic too; of two panics the first is told.
        // SAFETY: the future is there, and from now on nobody uses it.
        let dropped = catch_unwind(AssertUnwindSafe(|| unsafe { ManuallyDrop::drop(&mut slot.future) }));
        let outcome = match dropped {
            Ok(()) => outcome,
            Err(panic) => Err(Some(broken(outcome, panic))),
        };
        let stage = match outcome {
            Ok(output) => {
                slot.output = ManuallyDrop::new(output);
                Stage::Done
            }
            Err(None) => Stage::Cancelled,
            Err(Some(panic)) => {
                slot.said = ManuallyDrop::new(Box::new(said(panic)));
                Stage::Panicked
            }
        };
        header.stage.set(stage);
        header.flags.set(Flags(header.flags.get().0 | Flags::OVER));
        true
    }
    // ANCHOR_END: core_poll

    unsafe fn slot(at: NonNull<Header>) -> NonNull<()> {
        // SAFETY: the caller says that it is one of us. Only an address is made of it.
        unsafe { NonNull::new_unchecked((&raw mut (*at.cast::<Self>().as_ptr()).slot).cast()) }
    }

    unsafe fn drop_output(at: NonNull<Header>) {
        if needs_drop::<F::Output>() {
            // SAFETY: the caller says that it is one of us, and that the output is there.
            unsafe { Self::slot(at).cast::<F::Output>().drop_in_place() }
        }
    }

    unsafe fn name(at: NonNull<Header>) -> Option<*const Cow<'static, str>> {
        // SAFETY: the caller says that it is one of us.
        unsafe { at.cast::<Self>().as_ref().name.get().map(|name| &raw const *name) }
    }

    unsafe fn free(at: NonNull<Header>) {
        // SAFETY: it was made by `Box::new`, the caller says that it is one of us and that nobody has a pointer to it any
        // more. What is dropped with it may be dropped on any thread: the inbox and the name. All else is empty by now:
        // the slot is never dropped, the last `Task` goes only when it is in no queue and no list, and whoever waited for
        // the end has been taken.
        drop(unsafe { Box::from_raw(at.cast::<Self>().as_ptr()) });
    }
}

/// What a panic was thrown with.
type Thrown = Box<dyn Any + Send>;

/// What a panic said.
#[cold]
fn said(panic: Thrown) -> String {
    let said = panic_message(&*panic).to_owned();
    drop_caught(panic);
    said
}

/// The drop of the future has panicked too, or alone: which panic is told.
#[cold]
fn broken<T>(outcome: Result<T, Option<Thrown>>, second: Thrown) -> Thrown {
    match outcome {
        Err(Some(first)) => {
            drop_caught(second);
            first
        }
        outcome => {
            drop_caught(outcome);
            second
        }
    }
}

/// Drops something that may panic once more. What such a panic is thrown with is forgotten: it may be the same again.
pub(super) fn drop_caught<T>(value: T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        mem::forget(panic);
    }
}

impl Task {
    // ANCHOR: new
    /// A task, in no queue and no list, and the part of it that knows its output.
    pub(crate) fn new<F, N>(future: F, name: N, id: TaskId, inbox: Arc<Inbox>) -> (Task, Joint<F::Output>)
    where
        F: Future + 'static,
        N: Name,
    {
        let header = Header {
            table: &Core::<F, N>::TABLE,
            inbox,
            holders: AtomicU32::new(1),
            noted: AtomicBool::new(false),
            here: Cell::new(2), // the two that are made here
            flags: Cell::new(Flags(Flags::HANDLE)),
            stage: Cell::new(Stage::Alive),
            id,
            waiting: Cell::new(None),
            word: Cell::new(Word { number: 0 }),
            before: Cell::new(None),
            after: Cell::new(None),
        };
        let slot = UnsafeCell::new(Slot { future: ManuallyDrop::new(future) });
        let core = Box::leak(Box::new(Core { header, name, slot }));
        let at = NonNull::from(core).cast();
        (Task(at), Joint { task: Task(at), output: PhantomData })
    }
    // ANCHOR_END: new

    /// The output is dropped, if it is there.
    pub(super) fn drop_output(&self) {
        let header = self.header();
        if header.stage.get() == Stage::Done {
            header.stage.set(Stage::Empty);
            // SAFETY: the stage has said that it is there, and says from now on that it is not. The table is that of this
            // allocation.
            unsafe { (header.table.drop_output)(self.0) }
        }
        drop(self.take_message());
    }

    /// What the panic said, if there was one.
    fn take_message(&self) -> Option<String> {
        let header = self.header();
        if header.stage.get() != Stage::Panicked {
            return None;
        }
        header.stage.set(Stage::Empty);
        // SAFETY: the stage has said that it is there, and says from now on that it is not. The table is that of this
        // allocation.
        let said = unsafe { (header.table.slot)(self.0).cast::<Box<String>>().read() };
        Some(*said)
    }
}

/// A [`Task`] with the type of its output.
pub(crate) struct Joint<T> {
    /// Which one. Its output is a `T`: they were made together.
    task: Task,
    /// The output may lie in the task, and is dropped with us.
    output: PhantomData<T>,
}

/// How a task ended.
pub(crate) enum Outcome<T> {
    /// It has not.
    NotYet,
    /// So.
    Ended(Result<T, JoinError>),
    /// That was told already.
    GivenAway,
}

impl<T> Joint<T> {
    /// The task.
    pub(crate) fn task(&self) -> &Task {
        &self.task
    }

    /// How it ended.
    #[inline]
    pub(crate) fn take(&self) -> Outcome<T> {
        let header = self.task.header();
        match header.stage.get() {
            Stage::Done => {
                header.stage.set(Stage::Empty);
                // SAFETY: the stage has said that the output is there, and says from now on that it is not. The table is
                // that of this allocation, whose output is a `T`.
                Outcome::Ended(Ok(unsafe { (header.table.slot)(self.task.0).cast::<T>().read() }))
            }
            Stage::Cancelled => {
                header.stage.set(Stage::Empty);
                Outcome::Ended(Err(JoinError::Cancelled))
            }
            Stage::Empty => Outcome::GivenAway,
            _ => match self.task.take_message() {
                Some(said) => Outcome::Ended(Err(JoinError::Panicked(said))),
                None => Outcome::NotYet,
            },
        }
    }

    /// From now on this waker is woken at the end.
    pub(crate) fn wait(&self, waker: &Waker) {
        let waiting = &self.task.header().waiting;
        // Most often the same one asks again. It is taken out meanwhile: to clone it, or to drop the old one, may come back
        // here (invariant I5).
        let known = waiting.take().filter(|known| known.will_wake(waker));
        let known = known.unwrap_or_else(|| waker.clone());
        if !self.task.is_over() {
            drop(waiting.replace(Some(known)));
        }
    }
}

impl<T> Drop for Joint<T> {
    /// Nobody will ask: the output is dropped, now or when it is there.
    fn drop(&mut self) {
        self.task.unset(Flags::HANDLE);
        drop(self.task.header().waiting.take());
        self.task.drop_output();
    }
}
