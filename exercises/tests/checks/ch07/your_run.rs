//! The learner's own pieces at work: those of the chapter, and the runtime that they became.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use ch07_executor::{Clock, ClockPark, Park};
use exercises::ch07_executor::capstone::Runtime;
use exercises::ch07_executor::deregister::Reactor;
use exercises::ch07_executor::join_all::join_all;
use exercises::ch07_executor::join_handle::{JoinHandle, Task, joined};
use exercises::ch07_executor::sleep::sleep;
use exercises::ch07_executor::wake_once::Call;
use lab::server::Server;
use lab::work::burn;

use super::capstone::get;
use super::drawn::drawn;

/// Polls the learner's tasks through the learner's calls, until all are over; sleeps in the chapter's clock.
fn run_all(clock: &Clock, mut tasks: Vec<Task>) -> usize {
    let (sender, queue) = channel();
    let calls: Vec<Arc<Call>> = (0..tasks.len())
        .map(|task| {
            let sender = sender.clone();
            Call::new(task, move |task| sender.send(task).unwrap_or_default())
        })
        .collect();
    calls.iter().for_each(Wake::wake_by_ref);
    let (mut park, mut woken) = (ClockPark::new(clock), Vec::new());
    let (mut left, mut polls) = (tasks.len(), 0);
    while left > 0 {
        while let Ok(task) = queue.try_recv() {
            polls += 1;
            left -= usize::from(calls[task].poll(tasks[task].as_mut()).is_ready());
        }
        if left > 0 {
            park.park(None, &mut woken);
            woken.drain(..).for_each(Waker::wake);
        }
    }
    polls
}

/// A task with a lane, and its handle.
fn task<F: Future + 'static>(name: &str, future: F) -> (Task, JoinHandle<F::Output>) {
    joined(drawn(name, future))
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your tasks", || {
        let clock = Clock::new();
        let ms = Duration::from_millis;
        let (mut tasks, mut handles) = (Vec::new(), Vec::new());
        for name in ["task 1", "task 2", "task 3"] {
            let clock = clock.clone();
            let (task, handle) = task(name, async move {
                burn(ms(50));
                sleep(&clock, ms(300)).await;
                if name == "task 3" {
                    resume_unwind(Box::new("a panic without its message, which would stand in the picture"));
                }
                burn(ms(90));
            });
            tasks.push(task);
            handles.push(handle);
        }
        let said = Rc::new(RefCell::new(String::new()));
        let heard = Rc::clone(&said);
        let (main, _) = task("main", async move {
            let (all, mut broken) = (handles.len(), 0);
            for handle in handles {
                broken += usize::from(handle.await.is_err());
            }
            *heard.borrow_mut() =
                format!("{broken} of {all} broke after its wait, and the others did not notice");
        });
        tasks.push(main);
        let polls = run_all(&clock, tasks);
        format!(
            "Your calls, handles and sleep, on one thread: {polls} polls for 4 tasks.\n{}: your handle told main.",
            said.take()
        )
    });
}

/// The learner's table of waiters, in a sentence.
fn told_late() -> String {
    let reactor = Reactor::default();
    let gone = reactor.register();
    gone.wait(&Context::from_waker(Waker::noop()));
    let key = gone.key();
    drop(gone);
    reactor.told(&[key]);
    format!("an event for socket {key}, which was dropped, found {} waiting", reactor.waiting())
}

#[test]
#[ignore = "drawn by cargo x when the chapter's last exercise is solved"]
fn your_runtime() {
    crate::support::draw("your runtime", || {
        let server = Server::start().unwrap();
        let addr = server.addr();
        let runtime = Runtime::new().unwrap();
        let own = runtime.clone();
        let start = Instant::now();
        let waited = runtime
            .block_on(async move {
                let tasks = (1..=8).map(|n| {
                    let (runtime, delay) = (own.clone(), 200 * n);
                    let ask = async move {
                        let came = get(&runtime, addr, &format!("/delay/{delay}")).await;
                        came.map_or(Duration::ZERO, |_| Duration::from_millis(delay))
                    };
                    own.spawn(drawn(format!("request {n}"), ask))
                });
                join_all(tasks).await.into_iter().flatten().sum::<Duration>()
            })
            .unwrap();
        format!(
            "8 requests to a server that takes its time: {:.1} s of waiting in {:.1} s, on one thread, which slept.\n\
             The server had {} of them at once. Queue, timers, waker, handle, table, join_all, loop: all yours.\n\
             And {}.",
            waited.as_secs_f64(),
            start.elapsed().as_secs_f64(),
            server.counts().most_in_flight,
            told_late()
        )
    });
}
