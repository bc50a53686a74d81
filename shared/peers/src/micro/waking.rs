//! A wake from another thread, there and back.

use std::future::poll_fn;
use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

use super::Runtime;
use super::meter::{Plan, Report};

/// What the other thread and the task share.
#[derive(Default)]
struct Answer {
    /// Set by the thread, taken by the task.
    here: bool,
    /// Whom to wake when it is set.
    waiting: Option<Waker>,
}

/// The task calls a thread, which sleeps; the thread wakes the task, and its runtime sleeps by then, as there is nothing
/// else to do.
pub async fn wake<R: Runtime>(_: R, plan: Plan) -> io::Result<Report> {
    let (calls, called) = channel();
    let answer = Arc::<Mutex<Answer>>::default();
    let theirs = Arc::clone(&answer);
    let thread = thread::Builder::new().spawn(move || answer_calls(&called, &theirs))?;
    let report = plan
        .measure(plan.size, async || {
            for _ in 0..plan.size {
                let _ = calls.send(()); // the thread ends after us
                poll_fn(|cx| {
                    let mut answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
                    if std::mem::take(&mut answer.here) {
                        return Poll::Ready(());
                    }
                    answer.waiting = Some(cx.waker().clone());
                    Poll::Pending
                })
                .await;
            }
        })
        .await;
    drop(calls); // the thread's loop ends
    let _ = thread.join();
    report
}

fn answer_calls(called: &Receiver<()>, answer: &Mutex<Answer>) {
    for () in called {
        let waiting = {
            let mut answer = answer.lock().unwrap_or_else(PoisonError::into_inner);
            answer.here = true;
            answer.waiting.take()
        };
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}
