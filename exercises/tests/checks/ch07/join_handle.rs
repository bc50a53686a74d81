//! The outcome reaches whoever awaits it, whatever it is and whoever that is.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use exercises::ch07_executor::join_handle::{JoinHandle, Task, joined};
use lab::probe::CountingWaker;

use super::remote::remote;
use super::wakers::{when_dropped, when_woken};

/// Polls the task once; a panic that comes out of it is the check's end.
fn run(task: &mut Task, waker: &CountingWaker) -> Poll<()> {
    catch_unwind(AssertUnwindSafe(|| waker.poll(task.as_mut()))).unwrap_or_else(|_| {
        panic!("the future's panic came out of the task's `poll`: there it ends the executor's loop, and all other tasks with it")
    })
}

/// What was said at the end: the output, or the words of the panic.
fn words<T: ToString>(outcome: Poll<std::thread::Result<T>>) -> String {
    match outcome {
        Poll::Pending => "pending".to_owned(),
        Poll::Ready(Ok(output)) => output.to_string(),
        Poll::Ready(Err(panic)) => match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(said), _) => format!("panic: {said}"),
            (_, Some(said)) => format!("panic: {said}"),
            _ => "panic: (something else)".to_owned(),
        },
    }
}

#[test]
fn the_output_arrives() {
    check!(|| {
        let (executor, awaiting) = (CountingWaker::new(), CountingWaker::new());
        let (mut task, mut handle) = joined(async { 42 });
        let ended = run(&mut task, &executor);
        assert!(ended.is_ready(), "the future was over at its first poll, and the task says it is pending");
        let got = words(awaiting.poll(Pin::new(&mut handle)));
        assert!(got == "42", "the task gave 42, and its handle gave {got}");
    });
}

#[test]
fn the_task_waits_as_long_as_its_future() {
    check!(|| {
        let (executor, awaiting) = (CountingWaker::new(), CountingWaker::new());
        let (control, future) = remote("the future");
        let (mut task, mut handle) = joined(future);
        let first = awaiting.poll(Pin::new(&mut handle));
        assert!(first.is_pending(), "the task was not polled yet, and its handle gave {}", words(first));
        let polled = run(&mut task, &executor);
        assert!(polled.is_pending(), "the future waits, and the task says that it is over");
        control.finish("done");
        assert!(
            executor.wakes() > 0,
            "the future was woken and the task was not: poll the future with the waker that the task is polled with"
        );
        let polled = run(&mut task, &executor);
        assert!(polled.is_ready(), "the future is over, and the task says it is pending");
        let wakes = awaiting.wakes();
        assert!(wakes > 0, "the task is over; whoever awaited the handle was not woken, and waits for ever");
        let got = words(awaiting.poll(Pin::new(&mut handle)));
        assert!(got == "done", "the task gave \"done\", and its handle gave {got}");
    });
}

#[test]
fn a_panic_arrives_too() {
    check!(|| {
        let (executor, awaiting) = (CountingWaker::new(), CountingWaker::new());
        let (control, future) = remote::<u32>("the future");
        let (mut task, mut handle) = joined(future);
        let _ = awaiting.poll(Pin::new(&mut handle));
        let _ = run(&mut task, &executor);
        control.panic();
        let ended = run(&mut task, &executor);
        assert!(
            ended.is_ready(),
            "the future panicked, and the task says it is pending: it would be polled again"
        );
        assert!(
            awaiting.wakes() > 0,
            "the future panicked, and whoever awaits the handle was not woken: a panic is an end like any other"
        );
        let got = catch_unwind(AssertUnwindSafe(|| awaiting.poll(Pin::new(&mut handle))));
        let got = got.unwrap_or_else(|_| {
            panic!("the task's panic came out of the handle's `poll`, in the task that awaits it: give it back as an `Err`")
        });
        let got = words(got);
        assert!(
            got == "panic: the future broke, as the check wants it",
            "the future panicked with the words \"the future broke, as the check wants it\", and the handle gave: {got}"
        );
    });
}

#[test]
fn a_dropped_handle_detaches() {
    check!(|| {
        let executor = CountingWaker::new();
        let (control, future) = remote("the future");
        let seen = Rc::new(Cell::new(false));
        let done = Rc::clone(&seen);
        let (mut task, handle) = joined(async move {
            future.await;
            done.set(true);
        });
        let _ = run(&mut task, &executor);
        drop(handle);
        let polled = run(&mut task, &executor);
        assert!(
            polled.is_pending() && !control.is_dropped(),
            "the handle was dropped, and the task has ended with it: dropped, a handle detaches, the task goes on alone"
        );
        control.finish(());
        let ended = run(&mut task, &executor);
        assert!(
            ended.is_ready() && seen.get(),
            "the handle was dropped, and the task did not run to its end"
        );

        let (control, future) = remote::<()>("nobody's future");
        let (mut task, handle) = joined(future);
        drop(handle);
        control.panic();
        let ended = run(&mut task, &executor);
        assert!(ended.is_ready(), "a task without a handle panicked, and says it is pending");
    });
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    check!(|| {
        let (executor, first, last) = (CountingWaker::new(), CountingWaker::new(), CountingWaker::new());
        let (control, future) = remote("the future");
        let (mut task, mut handle) = joined(future);
        let _ = run(&mut task, &executor);
        let _ = first.poll(Pin::new(&mut handle));
        let _ = last.poll(Pin::new(&mut handle));
        control.finish(1);
        let _ = run(&mut task, &executor);
        let (stale, right) = (first.wakes(), last.wakes());
        assert!(
            right > 0,
            "the handle was polled by one task, then moved to another, which polled it too. At the end the first was woken {stale} \
             times and the last {right} times: the last is the one who waits"
        );
    });
}

#[test]
fn polled_again_after_the_outcome_it_panics() {
    check!(|| {
        let (executor, awaiting) = (CountingWaker::new(), CountingWaker::new());
        let (mut task, mut handle) = joined(async { 1 });
        let _ = run(&mut task, &executor);
        let got = words(awaiting.poll(Pin::new(&mut handle)));
        assert!(got == "1", "the task gave 1, and its handle gave {got}");
        let again = catch_unwind(AssertUnwindSafe(|| words(awaiting.poll(Pin::new(&mut handle)))));
        assert!(
            again.is_err(),
            "the handle was awaited twice, and said at the second time: {}. There will never be a second outcome, so this waits for \
             ever, and nothing says why: panic",
            again.unwrap_or_default()
        );
    });
}

thread_local! {
    /// A handle that a waker polls, and what it found.
    static HANDLE: RefCell<Option<JoinHandle<u32>>> = const { RefCell::new(None) };
    static FOUND: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[test]
fn when_the_waker_is_woken_the_outcome_is_there() {
    check!(|| {
        let executor = CountingWaker::new();
        let (mut task, mut handle) = joined(async { 42 });
        let eager = when_woken(|| {
            let mut handle = HANDLE.take().expect("a handle");
            let polled = catch_unwind(AssertUnwindSafe(|| {
                words(Pin::new(&mut handle).poll(&mut Context::from_waker(CountingWaker::new().waker())))
            }));
            FOUND.with_borrow_mut(|found| found.push(polled.unwrap_or_else(|_| "a panic".to_owned())));
        });
        let _ = Pin::new(&mut handle).poll(&mut Context::from_waker(&eager));
        HANDLE.set(Some(handle));
        let _ = run(&mut task, &executor);
        let found = FOUND.take();
        assert!(
            found == ["42"],
            "the waker was woken, and what it runs polled the handle at once. It found \"{}\" instead of 42: first lay down \
             the outcome, then wake, and hold no borrow meanwhile",
            found.join(", ")
        );
    });
}

thread_local! {
    /// A task that a waker polls when it is dropped.
    static TASK: RefCell<Option<Task>> = const { RefCell::new(None) };
}

#[test]
fn a_waker_that_is_dropped_may_end_the_task() {
    check!(|| {
        let (task, mut handle) = joined(async { 42 });
        TASK.set(Some(task));
        let old = when_dropped(|| {
            if let Some(mut task) = TASK.take() {
                let _ = run(&mut task, &CountingWaker::new());
            }
        });
        let _ = Pin::new(&mut handle).poll(&mut Context::from_waker(&old));
        drop(old); // now the handle has the last one
        let newer = CountingWaker::new();
        let first = newer.poll(Pin::new(&mut handle));
        assert!(
            TASK.take().is_none(),
            "the handle was polled by another task, and the waker of the one before is still alive"
        );
        if first.is_pending() {
            let wakes = newer.wakes();
            let got = words(newer.poll(Pin::new(&mut handle)));
            assert!(
                wakes > 0 && got == "42",
                "the handle was polled with a new waker, and dropped the old one; what that ran has ended the task. The new waker was \
                 woken {wakes} times, and the next poll gave {got}, not 42: the old waker was dropped before the new one was in its \
                 place, and the outcome found nobody, or was overwritten (invariant I5)"
            );
        }
    });
}
