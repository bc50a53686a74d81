//! What the loop promises its tasks.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Interest, Source};
use ch05_event_loop::{Core, Coroutine, Deliver, EventLoop, FetchCoroutine, LoopError, Sleep, Step, Wait};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::probe::within;
use lab::server::Server;
use lab::timeline::{Kind, State};

/// Long enough for a slow machine; only a broken loop takes it.
const LIMIT: Duration = Duration::from_secs(30);

/// A coroutine from a closure.
struct Resume<F>(F);

impl<T, F: FnMut(&mut Core) -> Step<T>> Coroutine for Resume<F> {
    type Output = T;

    fn resume(&mut self, core: &mut Core) -> Step<T> {
        (self.0)(core)
    }
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

/// Waits until a byte lies ready to be read, whether or not the socket blocks.
fn arrived(socket: &TcpStream) {
    while socket.peek(&mut [0]).is_err() {
        std::thread::yield_now();
    }
}

/// A task that reads one byte, notes its name, gives way once, notes it again. Gives the peer's socket, and ours to
/// look at.
fn reader(
    event_loop: &mut EventLoop,
    name: &'static str,
    notes: Sender<&'static str>,
) -> (TcpStream, TcpStream) {
    let (near, far) = pair();
    let probe = near.try_clone().unwrap();
    let socket: Source<TcpStream> = event_loop.core().register(near).unwrap();
    let mut has_read = false;
    let task = Resume(move |core: &mut Core| {
        if has_read {
            notes.send(name).unwrap();
            return Step::Done(());
        }
        if (&*socket).read(&mut [0]).is_err() {
            return Step::Wait(core.when_ready(&socket, Interest::Readable, None).unwrap());
        }
        has_read = true;
        notes.send(name).unwrap();
        Step::Yield
    });
    event_loop.create_task(name, task);
    (far, probe)
}

#[test]
fn i1_a_whole_batch_is_continued_before_any_of_it_runs_again() {
    within(LIMIT, "two readers", String::new, || {
        let mut event_loop = EventLoop::new().unwrap();
        let (notes, order) = mpsc::channel();
        let sockets = ["a", "b"].map(|name| reader(&mut event_loop, name, notes.clone()));
        event_loop.run_once().unwrap(); // both have asked too early, and wait
        for (far, probe) in &sockets {
            let mut far = far;
            far.write_all(b"x").unwrap();
            arrived(probe);
        }
        event_loop.run().unwrap(); // both events come in one batch
        let mut order: Vec<_> = order.try_iter().collect();
        order[..2].sort_unstable(); // in which order the poller tells is its own affair
        assert_eq!(
            order[..2],
            ["a", "b"],
            "one ran twice before the other, whose event came in the same batch, ran"
        );
        assert_eq!(order.len(), 4);
    });
}

#[test]
fn i2_task_ids_are_never_used_twice() {
    let mut event_loop = EventLoop::new().unwrap();
    let mut ids = HashSet::new();
    for _ in 0..100 {
        assert!(ids.insert(event_loop.create_task("short", Resume(|_: &mut Core| Step::Done(())))));
        event_loop.run().unwrap();
    }
}

#[test]
fn i6_a_task_that_ends_closes_its_socket() {
    within(LIMIT, "a reader that ends", String::new, || {
        let mut event_loop = EventLoop::new().unwrap();
        let (notes, _order) = mpsc::channel();
        let (mut far, probe) = reader(&mut event_loop, "reader", notes);
        drop(probe);
        far.write_all(b"x").unwrap();
        event_loop.run().unwrap();
        assert_eq!(far.read(&mut [0]).unwrap(), 0, "the end of the stream: nobody holds the other end");
        assert!(
            matches!(event_loop.run_forever(), Err(LoopError::Stuck { tasks: 0 })),
            "something is waited for"
        );
    });
}

#[test]
fn i7_a_task_that_is_always_ready_does_not_starve_one_that_waits() {
    let server = Server::start().unwrap();
    let target = server.target("/delay/20");
    let diagnosis = || "the poller is never visited while a task is ready".to_owned();
    within(LIMIT, "a fetch beside a task that gives way for ever", diagnosis, move || {
        let mut event_loop = EventLoop::new().unwrap();
        event_loop.create_task("always ready", Resume(|_: &mut Core| Step::<()>::Yield));
        let fetched = event_loop.run_until_complete(FetchCoroutine::new(&target, DEFAULT_TIMEOUT)).unwrap();
        assert_eq!(fetched.unwrap().response.status, 200);
    });
}

#[test]
fn ready_tasks_take_turns_first_in_first_out() {
    let mut event_loop = EventLoop::new().unwrap();
    let (notes, order) = mpsc::channel();
    for name in ["a", "b", "c"] {
        let notes = notes.clone();
        let mut left = 3;
        let task = Resume(move |_: &mut Core| {
            notes.send(name).unwrap();
            left -= 1;
            if left == 0 { Step::Done(()) } else { Step::Yield }
        });
        event_loop.create_task(name, task);
    }
    event_loop.run().unwrap();
    assert_eq!(order.try_iter().collect::<String>(), "abcabcabc");
}

#[test]
fn a_panic_ends_its_task_and_no_other() {
    let mut event_loop = EventLoop::new().unwrap();
    let (notes, done) = mpsc::channel();
    event_loop.create_task("panics", Resume(|_: &mut Core| -> Step<()> { panic!("on purpose") }));
    let goes_on = Resume(move |_: &mut Core| {
        notes.send("went on").unwrap();
        Step::Done(())
    });
    event_loop.create_task("goes on", goes_on);
    event_loop.run().unwrap();
    assert_eq!(done.recv().unwrap(), "went on");
    assert_eq!(event_loop.panics().len(), 1);
    assert_eq!(event_loop.panics()[0].said, "on purpose");
    let result = event_loop.run_until_complete(Resume(|_: &mut Core| -> Step<()> { panic!("{}", "again") }));
    assert!(matches!(result, Err(LoopError::Panicked(said)) if said == "again"));
}

#[test]
fn a_panic_in_a_drop_ends_its_task_and_no_other() {
    struct PanicsWhenDropped;
    impl Drop for PanicsWhenDropped {
        fn drop(&mut self) {
            panic!("in a drop, on purpose");
        }
    }
    let mut event_loop = EventLoop::new().unwrap();
    let bomb = PanicsWhenDropped;
    let leaves_a_bomb = Resume(move |_: &mut Core| {
        let _ = &bomb;
        Step::Done(())
    });
    event_loop.create_task("leaves a bomb", leaves_a_bomb);
    event_loop.run_until_complete(Sleep::For(Duration::ZERO)).unwrap();
    assert_eq!(event_loop.tasks(), 0);
}

/// Waits once for a byte or a time, and notes every resume.
fn byte_or_time(
    socket: Source<TcpStream>,
    deadline: Instant,
    resumed: Sender<()>,
) -> impl Coroutine<Output = ()> + 'static {
    let mut first = true;
    Resume(move |core: &mut Core| {
        resumed.send(()).unwrap();
        if !std::mem::take(&mut first) {
            return Step::Done(());
        }
        Step::Wait(core.when_ready(&socket, Interest::Readable, Some(deadline)).unwrap())
    })
}

#[test]
fn when_socket_and_timer_come_together_the_task_runs_once() {
    within(LIMIT, "both at once", String::new, || {
        let mut event_loop = EventLoop::new().unwrap();
        let (near, mut far) = pair();
        far.write_all(b"x").unwrap();
        arrived(&near);
        let socket = event_loop.core().register(near).unwrap();
        let (resumed, count) = mpsc::channel();
        event_loop.create_task("both", byte_or_time(socket, Instant::now(), resumed));
        event_loop.run().unwrap();
        assert_eq!(count.try_iter().count(), 2, "resumed at first, and once for the two that came together");
    });
}

#[test]
fn the_winner_forgets_the_loser() {
    within(LIMIT, "a byte before a far deadline", String::new, || {
        let mut event_loop = EventLoop::new().unwrap();
        let (near, mut far) = pair();
        far.write_all(b"x").unwrap();
        let socket = event_loop.core().register(near).unwrap();
        let (resumed, count) = mpsc::channel();
        let far_away = Instant::now() + Duration::from_secs(3_600);
        event_loop.create_task("byte", byte_or_time(socket, far_away, resumed));
        event_loop.run().unwrap();
        assert_eq!(count.try_iter().count(), 2);
        // With the timer still set this loop would not know that it is stuck, and sleep for an hour.
        assert!(matches!(event_loop.run_forever(), Err(LoopError::Stuck { tasks: 0 })));
    });
}

#[test]
fn a_loop_in_which_nothing_can_happen_says_so() {
    let mut event_loop = EventLoop::new().unwrap();
    event_loop.create_task("waits for nothing", Resume(|_: &mut Core| Step::Wait(Wait::default())));
    let said = event_loop.run().unwrap_err().to_string();
    assert!(said.contains("nobody will wake them"), "{said}");
}

#[test]
fn stop_ends_the_loop_and_keeps_the_tasks() {
    let mut event_loop = EventLoop::new().unwrap();
    event_loop.create_task("goes on for ever", Resume(|_: &mut Core| Step::<()>::Yield));
    let stops = Resume(|core: &mut Core| {
        core.stop();
        Step::Done(())
    });
    event_loop.create_task("stops", stops);
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.tasks(), 1);
}

#[test]
fn a_task_can_make_tasks() {
    let mut event_loop = EventLoop::new().unwrap();
    let (sender, numbers) = mpsc::channel();
    let parent = Resume(move |core: &mut Core| {
        for number in 0..3 {
            core.create_task("child", Deliver::new(number, Sleep::For(Duration::ZERO), sender.clone()));
        }
        Step::Done(())
    });
    event_loop.create_task("parent", parent);
    event_loop.run().unwrap();
    let numbers: Vec<_> = numbers.try_iter().map(|(number, ())| number).collect();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn on_a_virtual_clock_an_hour_takes_no_time_and_is_an_hour() {
    let mut event_loop = EventLoop::with_virtual_clock().unwrap();
    let start = event_loop.core().now();
    event_loop.run_until_complete(Sleep::For(Duration::from_secs(3_600))).unwrap();
    assert_eq!(event_loop.core().now() - start, Duration::from_secs(3_600));
}

#[test]
fn one_thread_keeps_all_requests_in_flight() {
    let server = Server::start().unwrap();
    let targets: Vec<_> = (0..50).map(|_| server.target("/delay/500")).collect();
    let results = within(LIMIT, "50 requests", String::new, move || {
        ch05_event_loop::fetch_all(&targets, DEFAULT_TIMEOUT)
    });
    assert!(results.iter().all(|result| result.as_ref().is_ok_and(|fetched| fetched.response.status == 200)));
    assert_eq!(server.counts().most_in_flight, 50);
}

#[test]
fn at_any_instant_at_most_one_task_runs() {
    let server = Server::start().unwrap();
    let target = server.target("/delay/30");
    let task = move || {
        let mut fetch = FetchCoroutine::new(&target, DEFAULT_TIMEOUT);
        Resume(move |core: &mut Core| {
            lab::work::burn(Duration::from_millis(10));
            fetch.resume(core).map(drop)
        })
    };
    let ((), timeline) = within(LIMIT, "three tasks", String::new, move || {
        lab::timeline::record(|| {
            let mut event_loop = EventLoop::new().unwrap();
            for name in ["one", "two", "three"] {
                event_loop.create_task(name, task());
            }
            event_loop.run().unwrap();
        })
    });
    let tasks = timeline.lanes.iter().filter(|lane| lane.kind == Kind::Task);
    let stretches = tasks.flat_map(|lane| &lane.stretches);
    let mut running: Vec<_> = stretches
        .filter(|stretch| stretch.state == State::Running)
        .map(|stretch| (stretch.from, stretch.to))
        .collect();
    running.sort_unstable();
    assert!(running.len() >= 6, "each of the three runs at least twice: {running:?}");
    for pair in running.windows(2) {
        assert!(pair[0].1 <= pair[1].0, "two tasks ran at the same time: {pair:?}");
    }
}
