//! # Your own runtime
//!
//! - minutes: 90
//! - idea: an executor is a table of tasks, a queue and one place to sleep; everything else you have built already
//! - page: chapters/ch07-executor/README.md#who-may-go-first
//! - optional: ★
//! - uses: ch05::ready_queue, ch05::timers, ch07::wake_once, ch07::join_handle, ch07::deregister, ch07::sleep
//!
//! Your pieces as one runtime, which gets a hundred pages of one second each in little more than one second, on one
//! thread. You have: the run queue and the timers of chapter 5, the waker ([`Call`]), the two ends of a task ([`joined`]), the
//! table of waiters ([`Reactor`]), and [`Sleep`]. What is left is what holds them together, five functions:
//!
//! - `spawn` puts a task into the table, with a call that leaves its number in the queue;
//! - `run` lets one task run until it waits, and forgets one that is over: its number leaves the queue's books too, or they
//!   grow with every task there ever was (no check can see that);
//! - `visit` is the only place where the thread sleeps: in the poller, for sockets, for timers, for other threads. No waker
//!   is woken while a table is borrowed (I5);
//! - `block_on` does the two in turn, until its own task is over. After 61 polls at most it asks whether that is so, and
//!   visits, though more tasks are ready (I7);
//! - `TcpStream::io` tries, and waits only when the socket would block (I4).
//!
//! Write `spawn`, `run` and `block_on` first: until then next to no check passes; then `visit`, then `io`. The pages of the
//! chapter, and its `executor.rs` and `reactor.rs`, do the same in another shape; look there as much as you like.
//!
//! Two simplifications. A wake always notifies the poller, also when the thread is awake: a system call that a real runtime
//! spares. And a task may hold the runtime: if it never ends, neither is ever dropped.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{self, SocketAddr};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{Events, Interest, Poller, Source, connect};
use ch07_executor::Timer;

use crate::ch05_event_loop::ready_queue::{ReadyQueue, TaskId};
use crate::ch05_event_loop::timers::{TimerKey, Timers};
use crate::ch07_executor::deregister::{Reactor, Registration};
use crate::ch07_executor::join_handle::{JoinHandle, Task, joined};
use crate::ch07_executor::sleep::{Sleep, sleep};
use crate::ch07_executor::wake_once::Call;

/// After so many polls the poller is visited, however many tasks are ready (invariant I7).
const POLLS_A_TURN: usize = 61;

/// The runtime. A handle: its clones are the same runtime, all on one thread.
#[derive(Clone)]
pub struct Runtime(Rc<Inner>);

/// Behind the handle.
struct Inner {
    /// Every task that is not over, but for the one that runs. Never borrowed while a task runs: it may spawn another.
    tasks: RefCell<HashMap<TaskId, Spawned>>,
    /// Who can go on. Behind a lock, as any thread may wake a task.
    queue: Arc<Mutex<ReadyQueue>>,
    /// Who waits until when.
    timers: RefCell<Timers<Waker>>,
    /// Who waits for which socket.
    reactor: Reactor,
    /// Tells which sockets are ready; and where the thread sleeps.
    poller: Arc<Poller>,
}

/// A task in the table.
struct Spawned {
    /// What is polled.
    task: Task,
    /// What its waker holds.
    call: Arc<Call>,
}

impl Runtime {
    /// A runtime without tasks.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<Runtime> {
        let poller = Arc::new(Poller::new()?);
        let (tasks, queue, timers, reactor) = Default::default();
        Ok(Runtime(Rc::new(Inner { tasks, queue, timers, reactor, poller })))
    }

    /// Makes a task. It is ready at once, behind all that are ready now.
    pub fn spawn<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        // TODO: Put a new task into the table and its number into the queue. What must its call do, so that a wake from
        // another thread ends the sleep in the poller?
        // <solution spawn>
        let (task, handle) = joined(future);
        let id = lock(&self.0.queue).insert();
        let (queue, poller) = (Arc::clone(&self.0.queue), Arc::clone(&self.0.poller));
        let call = Call::new(id, move |id| {
            lock(&queue).wake(id);
            // First the note, then the bell: who wakes up finds it. It fails only if the poller does, and `visit` says so.
            let _ = poller.notify();
        });
        self.0.tasks.borrow_mut().insert(id, Spawned { task, call });
        handle
        // </solution>
    }

    /// Lets one task run until it waits.
    fn run(&self, id: TaskId) {
        // TODO: Take the task out of the table and poll it. Where does it belong afterwards?
        // <solution run>
        let Some(mut spawned) = self.0.tasks.borrow_mut().remove(&id) else { return };
        // The table is not borrowed: the task may spawn. Panics of its future do not come out here.
        if spawned.call.poll(spawned.task.as_mut()).is_pending() {
            self.0.tasks.borrow_mut().insert(id, spawned);
        } else {
            lock(&self.0.queue).remove(id);
        }
        // </solution>
    }

    /// Sleeps if no task is ready; looks what has happened in any case, and wakes whom it concerns.
    ///
    /// # Errors
    /// The poller failed.
    fn visit(&self) -> io::Result<()> {
        // TODO: Wait in the poller, then wake who waits for what has happened. How long may the thread sleep?
        // <solution visit>
        let patience = if lock(&self.0.queue).is_empty() {
            let next = self.0.timers.borrow().next_deadline();
            next.map(|at| at.saturating_duration_since(Instant::now()))
        } else {
            Some(Duration::ZERO)
        };
        let mut events = Events::new();
        self.0.poller.wait(&mut events, patience)?;
        let ready: Vec<usize> = events.iter().map(|event| event.key).collect();
        self.0.reactor.told(&ready);
        let due = self.0.timers.borrow_mut().expired(Instant::now());
        due.into_iter().for_each(Waker::wake); // the borrow is over (I5)
        Ok(())
        // </solution>
    }

    /// Runs until this future is over, and gives its output. It is a task like any other; those that are not over by then
    /// stay where they are.
    ///
    /// # Errors
    /// The poller failed.
    ///
    /// # Panics
    /// When the future does.
    pub fn block_on<F: Future + 'static>(&self, main: F) -> io::Result<F::Output> {
        let mut main = self.spawn(main);
        // TODO: Run what is ready, ask whether `main` is over, visit the poller, and go round again. Run so many at most, or
        // those who are always ready keep all others out.
        // <solution block_on>
        loop {
            for _ in 0..POLLS_A_TURN {
                let Some(id) = self.next() else { break };
                self.run(id);
            }
            if let Some(output) = outcome(&mut main) {
                return Ok(output);
            }
            self.visit()?;
        }
        // </solution>
    }

    /// Who is next. (In a function of its own, the lock is given back at its end. In `while let Some(id) = lock(…).pop()`
    /// it would be held for as long as the task runs.)
    fn next(&self) -> Option<TaskId> {
        lock(&self.0.queue).pop()
    }

    /// Waits so long.
    pub fn sleep(&self, time: Duration) -> Sleep<Runtime> {
        sleep(self, time)
    }
}

/// The output of a task that is over. Nobody need be woken: who asks does so again.
///
/// # Panics
/// When the task did.
fn outcome<T>(handle: &mut JoinHandle<T>) -> Option<T> {
    match Pin::new(handle).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome.unwrap_or_else(|panic| resume_unwind(panic))),
        Poll::Pending => None,
    }
}

/// Nothing panics while it holds this lock.
fn lock(queue: &Mutex<ReadyQueue>) -> MutexGuard<'_, ReadyQueue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What your [`Sleep`] asks for, from your [`Timers`].
impl Timer for Runtime {
    type Key = TimerKey;

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> TimerKey {
        self.0.timers.borrow_mut().insert(at, waker)
    }

    fn change_timer(&self, key: TimerKey, _: &Waker) -> bool {
        self.cancel_timer(key); // yours have no way to change a waker: so there is no timer, and a new one is set
        false
    }

    fn cancel_timer(&self, key: TimerKey) {
        let waker = self.0.timers.borrow_mut().cancel(key);
        drop(waker); // the borrow is over (I5)
    }
}

/// A TCP connection of a runtime. One task at a time may wait for it.
pub struct TcpStream {
    /// The socket; dropping it tells the poller.
    socket: Source<net::TcpStream>,
    /// Its place in the table of waiters; dropping it gives up the waker.
    registration: Registration,
}

impl TcpStream {
    /// Connects.
    ///
    /// # Errors
    /// What the system says of the attempt.
    pub async fn connect(runtime: &Runtime, addr: SocketAddr) -> io::Result<TcpStream> {
        let registration = runtime.0.reactor.register();
        let socket = Source::new(&runtime.0.poller, connect(addr)?, registration.key())?;
        let stream = TcpStream { socket, registration };
        stream.io(Interest::Writable, finish_connect).await?;
        Ok(stream)
    }

    /// Does what `call` does with the socket; where that would block, the task waits until the socket is ready for
    /// `interest`, and tries again.
    ///
    /// # Errors
    /// What `call` says, but for *would block*.
    async fn io<T>(
        &self,
        interest: Interest,
        mut call: impl FnMut(&net::TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        // TODO: Try, and where that would block leave the waker in the table, arm the poller and say pending.
        // <solution io>
        poll_fn(|cx| match call(&self.socket) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.registration.wait(cx);
                // Oneshot: each wait asks anew, and for nothing but what it waits for.
                self.socket.arm(interest.event(self.registration.key()))?;
                Poll::Pending
            }
            result => Poll::Ready(result), // (Calls that do not block are not interrupted by signals.)
        })
        .await
        // </solution>
    }

    /// Reads what there is, up to the size of the buffer; 0 bytes are the end.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.io(Interest::Readable, |mut socket| socket.read(buffer)).await
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.io(Interest::Writable, |mut socket| socket.write(bytes)).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                n => bytes = &bytes[n..],
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}
