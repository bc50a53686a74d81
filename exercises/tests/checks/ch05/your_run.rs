//! The learner's own loop, on a real poller; and the chapter's loop with the learner's tasks.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Event, Events, Poller, Source};
use ch05_event_loop::{Core, Coroutine, Deliver, EventLoop, Sleep, Step};
use exercises::ch05_event_loop::echo::echo;
use exercises::ch05_event_loop::fairness::{Next, Turns, World};
use exercises::ch05_event_loop::nested::Retry;
use exercises::ch05_event_loop::ready_queue::TaskId;
use lab::timeline::{Kind, Lane, State, lane, mark, rest, run_task};

/// What a task does when it runs.
type Act = Box<dyn FnMut() -> Next>;

/// A world with a real clock and a real poller.
struct Real {
    poller: Arc<Poller>,
    events: Events,
    tasks: Vec<Task>,
    runs: u32,
}

struct Task {
    id: TaskId,
    lane: Lane,
    act: Act,
    /// Until when it waits, if it waits for a time.
    until: Option<Instant>,
}

impl World for Real {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn poll(&mut self, patience: Option<Duration>) -> Vec<TaskId> {
        if patience != Some(Duration::ZERO) {
            rest(State::Asleep);
        }
        self.events.clear();
        self.poller.wait(&mut self.events, patience).unwrap();
        // A socket's key is the id of the task that waits for it.
        let woken: Vec<TaskId> = self.events.iter().map(|event| event.key).collect();
        let now = Instant::now();
        for task in &mut self.tasks {
            if woken.contains(&task.id) || task.until.is_some_and(|until| until <= now) {
                task.until = None;
                mark(task.lane, State::Ready);
            }
        }
        woken
    }

    fn run(&mut self, id: TaskId) -> Next {
        self.runs += 1;
        let task = self.tasks.iter_mut().find(|task| task.id == id).unwrap();
        run_task(task.lane);
        let next = (task.act)();
        if let Next::At(until) = next {
            task.until = Some(until);
        }
        let state = match next {
            Next::Again => State::Ready,
            Next::At(_) | Next::WhenReady => State::Waiting,
            Next::Done => State::Gone,
        };
        mark(task.lane, state);
        self.tasks.retain(|task| task.id != id || next != Next::Done);
        next
    }
}

impl Real {
    fn task(&mut self, turns: &mut Turns, name: &str, act: impl FnOnce(&Arc<Poller>, TaskId) -> Act) {
        let (id, lane) = (turns.ready.insert(), lane(Kind::Task, || name.to_owned()));
        mark(lane, State::Ready);
        let act = act(&self.poller, id);
        self.tasks.push(Task { id, lane, act, until: None });
    }
}

/// Always ready again, until it has computed for a while.
fn counts() -> impl FnMut() -> Next {
    let mut left = 15;
    move || {
        lab::work::burn(Duration::from_millis(20));
        left -= 1;
        if left == 0 { Next::Done } else { Next::Again }
    }
}

/// Every tenth of a second.
fn ticks() -> impl FnMut() -> Next {
    let (start, mut tick) = (Instant::now(), 0);
    move || {
        lab::work::burn(Duration::from_millis(5));
        tick += 1;
        if tick == 6 { Next::Done } else { Next::At(start + tick * Duration::from_millis(100)) }
    }
}

/// Sends a word to the echo server, waits for it, rests, and does so again.
fn asks(poller: &Arc<Poller>, server: SocketAddr, id: TaskId) -> impl FnMut() -> Next + use<> {
    let socket = Source::new(poller, TcpStream::connect(server).unwrap(), id).unwrap();
    let (mut left, mut asked) = (3, false);
    move || {
        lab::work::burn(Duration::from_millis(5));
        asked = !asked;
        if asked {
            (&*socket).write_all(b"hello").unwrap();
            socket.arm(Event::readable(id)).unwrap();
            return Next::WhenReady;
        }
        let mut word = [0; 5];
        (&*socket).read_exact(&mut word).unwrap();
        left -= 1;
        if left == 0 { Next::Done } else { Next::At(Instant::now() + Duration::from_millis(120)) }
    }
}

/// An attempt that takes a while, and brings this.
struct Attempt(Sleep, Result<(), ()>);

impl Coroutine for Attempt {
    type Output = Result<(), ()>;

    fn resume(&mut self, core: &mut Core) -> Step<Result<(), ()>> {
        self.0.resume(core).map(|()| self.1)
    }
}

/// The chapter's loop on a thread of its own, with the learner's echo server and `Retry`.
fn chapters_loop(listener: TcpListener) {
    let mut event_loop = EventLoop::new().unwrap();
    echo(&mut event_loop, listener).unwrap();
    let mut number = 0;
    let make = move || {
        number += 1;
        Attempt(Sleep::For(Duration::from_millis(120)), if number < 3 { Err(()) } else { Ok(()) })
    };
    let (sender, _receiver) = channel();
    let retry = Retry::new(3, Duration::from_millis(150), make);
    event_loop.create_task("your Retry", Deliver::new(0, retry, sender));
    // Ends with the process.
    let _ = event_loop.run_forever();
}

/// Turns of the learner's loop until all its tasks are over: how many, and how many runs.
fn your_loop(server: SocketAddr) -> (u32, u32) {
    let poller = Arc::new(Poller::new().unwrap());
    let (mut turns, mut taken) = (Turns::default(), 0);
    let mut world = Real { poller, events: Events::new(), tasks: Vec::new(), runs: 0 };
    world.task(&mut turns, "counts", |_, _| Box::new(counts()));
    world.task(&mut turns, "ticks", |_, _| Box::new(ticks()));
    world.task(&mut turns, "asks", |poller, id| Box::new(asks(poller, server, id)));
    while !world.tasks.is_empty() {
        turns.turn(&mut world);
        taken += 1;
    }
    rest(State::Gone);
    (taken, world.runs)
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your loop", || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        let yours = lab::thread::spawn("your loop", move || your_loop(server)).unwrap();
        let _ = lab::thread::spawn("chapter 5's loop", move || chapters_loop(listener)).unwrap();
        let (turns, runs) = yours.join().unwrap();
        format!(
            "{runs} runs in {turns} turns of your loop. `counts` is always ready again, and yet the ticks come in time and the echo is\n\
             heard: each turn visits the poller and looks at the clock. `client` is your echo server's, on the chapter's loop."
        )
    });
}
