//! The backend of Linux: epoll itself. One system call a wait, where `polling` makes five. And a socket is told of once.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::ops::Deref;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::source::Socket;
use lab::ledger::tally;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};

use crate::backend::{Armed, Backend, EVENTS, EVENTS_OF_A_LOOK, Interests, Mode, Ready, Wait};

/// The key of the two descriptors that are ours. No socket has it.
const OURS: u64 = u64::MAX;

/// A set of sockets of which the system tells, in one mode or the other.
#[derive(Debug)]
pub struct Epoll<M: Mode> {
    /// The set.
    set: Rc<OwnedFd>,
    /// Written to by wakers. Its counter is never read: *edge-triggered*, each write is told once.
    calls: Arc<OwnedFd>,
    /// Readable at a time. epoll's own limit has milliseconds; timers have nanoseconds.
    alarm: OwnedFd,
    /// For when the alarm is set. Never later than the next timer: set anew only for an earlier one, so a timer that is
    /// set and unset with each request costs no call.
    alarm_at: Cell<Option<Instant>>,
    /// Level or edge.
    mode: PhantomData<M>,
}

/// A socket of [`Epoll`]. It is in the set only while somebody asks for it.
#[derive(Debug)]
pub struct InSet<S: Socket, M: Mode> {
    /// The set.
    set: Rc<OwnedFd>,
    /// The socket. Taken out of the set by `drop`, and closed after that.
    socket: S,
    /// Whether it is in the set.
    added: Cell<bool>,
    /// Level or edge.
    mode: PhantomData<M>,
}

/// Room for events.
pub struct Events(Vec<Event>);

impl<M: Mode> Backend for Epoll<M> {
    type Source<S: Socket> = InSet<S, M>;
    type Events = Events;
    type Mode = M;

    fn new() -> io::Result<Self> {
        let set = epoll::create(CreateFlags::CLOEXEC)?;
        let calls = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let alarm =
            timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
        for ours in [&calls, &alarm] {
            epoll::add(&set, ours, EventData::new_u64(OURS), EventFlags::IN | EventFlags::ET)?;
        }
        let (set, calls) = (Rc::new(set), Arc::new(calls));
        Ok(Epoll { set, calls, alarm, alarm_at: Cell::new(None), mode: PhantomData })
    }

    fn add<S: Socket>(&self, socket: S, _: usize) -> io::Result<InSet<S, M>> {
        socket.set_nonblocking()?;
        Ok(InSet { set: Rc::clone(&self.set), socket, added: Cell::new(false), mode: PhantomData })
    }

    // ANCHOR: epoll_wait
    fn wait(&self, how: Wait, events: &mut Events, mut tell: impl FnMut(Ready)) -> io::Result<()> {
        let events = &mut events.0;
        let (events, limit) = match how {
            Wait::Look => (&mut events[..EVENTS_OF_A_LOOK], Some(Timespec::default())),
            Wait::ForEver => (&mut events[..], None),
            Wait::Until(at) => {
                let in_time = self.set_alarm(at)?;
                (&mut events[..], (!in_time).then(Timespec::default))
            }
        };
        let told = match epoll::wait(&*self.set, &mut *events, limit.as_ref()) {
            Err(Errno::INTR) => 0, // a signal: the caller comes again
            told => told?,
        };
        tally::told(told);
        for event in &events[..told] {
            let (flags, key) = (event.flags, event.data.u64());
            if key != OURS {
                // As much as we put in: it came from a `usize`.
                let ended = flags.intersects(EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR);
                tell(Ready { key: key as usize, interests: interests(flags), ended });
            }
        }
        Ok(())
    }
    // ANCHOR_END: epoll_wait

    fn waker(&self) -> Waker {
        Waker::from(Arc::new(Call(Arc::downgrade(&self.calls))))
    }
}

/// What the system says, in the words of a task: when a connection has broken, any call will say so at once.
fn interests(flags: EventFlags) -> Interests {
    let broken = flags.intersects(EventFlags::HUP | EventFlags::ERR);
    Interests {
        readable: broken || flags.intersects(EventFlags::IN),
        writable: broken || flags.intersects(EventFlags::OUT),
    }
}

impl<M: Mode> Epoll<M> {
    // ANCHOR: alarm
    /// Sees to it that a wait ends at that time, or before. `false`: it has come already.
    fn set_alarm(&self, at: Instant) -> io::Result<bool> {
        let now = Instant::now();
        if at <= now {
            return Ok(false);
        }
        if self.alarm_at.get().is_none_or(|alarm| alarm <= now || at < alarm) {
            let spec = Itimerspec { it_interval: Timespec::default(), it_value: timespec(at - now) };
            timerfd_settime(&self.alarm, TimerfdTimerFlags::empty(), &spec)?;
            self.alarm_at.set(Some(at));
        }
        Ok(true)
    }
    // ANCHOR_END: alarm
}

/// A time too far away is as far away as can be said: who wakes too early waits again.
fn timespec(time: Duration) -> Timespec {
    let tv_sec = time.as_secs().try_into().unwrap_or(i32::MAX.into());
    Timespec { tv_sec, tv_nsec: time.subsec_nanos().into() }
}

// ANCHOR: in_set
impl<S: Socket, M: Mode> Armed for InSet<S, M> {
    fn arm(&self, key: usize, interests: Interests) -> io::Result<()> {
        let key = EventData::new_u64(key as u64);
        let mut flags = if M::ONCE { EventFlags::ET | EventFlags::RDHUP } else { EventFlags::empty() };
        flags.set(EventFlags::IN, interests.readable);
        flags.set(EventFlags::OUT, interests.writable);
        match (self.added.get(), interests != Interests::NONE) {
            (true, true) => epoll::modify(&*self.set, self.socket.source(), key, flags)?,
            (false, true) => epoll::add(&*self.set, self.socket.source(), key, flags)?,
            // Of a broken connection epoll tells unasked, for as long as it is in the set.
            (true, false) => epoll::delete(&*self.set, self.socket.source())?,
            (false, false) => {}
        }
        self.added.set(interests != Interests::NONE);
        Ok(())
    }
}

impl<S: Socket, M: Mode> Drop for InSet<S, M> {
    /// Invariant I6: drop deregisters. Closing alone would do, unless somebody holds the same connection by another
    /// descriptor: then its events would go on.
    fn drop(&mut self) {
        if self.added.get() {
            let _ = epoll::delete(&*self.set, self.socket.source());
        }
    }
}
// ANCHOR_END: in_set

impl<S: Socket, M: Mode> Deref for InSet<S, M> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.socket
    }
}

/// Ends a wait. It holds the descriptor only loosely: a waker that somebody keeps must not keep it open.
#[derive(Debug)]
struct Call(Weak<OwnedFd>);

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(calls) = self.0.upgrade() {
            // It fails when the counter is full, after 2^64 calls.
            let _ = rustix::io::write(calls, &1_u64.to_ne_bytes());
        }
    }
}

impl Default for Events {
    fn default() -> Events {
        let none = Event { flags: EventFlags::empty(), data: EventData::new_u64(OURS) };
        Events(vec![none; EVENTS])
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("room", &self.0.len()).finish()
    }
}
