//! Chapter 7's reactor, as one that need not be passed.

use std::io;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use ch04_nonblocking_socket::Interest;
use ch04_nonblocking_socket::source::Socket;
use ch05_event_loop::TimerKey;
use ch07_executor::reactor::Registered;
use ch07_executor::{Current, Driver, Reactor, Timer};

use crate::runtime::Handle;

// ANCHOR: driver
/// Chapter 7's reactor, found through the current runtime instead of being passed. Everything else is the same, and so
/// are the sockets and sleeps on top of it.
#[derive(Clone, Debug)]
pub struct RuntimeDriver(pub(crate) Reactor);

impl Current for RuntimeDriver {
    fn current() -> RuntimeDriver {
        Handle::current().driver().clone()
    }
}
// ANCHOR_END: driver

impl Timer for RuntimeDriver {
    type Key = TimerKey;

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> TimerKey {
        self.0.set_timer(at, waker)
    }

    fn change_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        self.0.change_timer(key, waker)
    }

    fn cancel_timer(&self, key: TimerKey) {
        self.0.cancel_timer(key);
    }
}

impl Driver for RuntimeDriver {
    type Source<S: Socket> = Registered<S>;

    const SHORT_READ_IS_ALL: bool = Reactor::SHORT_READ_IS_ALL;

    fn register<S: Socket>(&self, socket: S) -> io::Result<Registered<S>> {
        self.0.register(socket)
    }

    fn poll_ready<S: Socket>(
        &self,
        source: &Registered<S>,
        interest: Interest,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.poll_ready(source, interest, cx)
    }

    fn clear_ready<S: Socket>(&self, source: &Registered<S>, interest: Interest) {
        self.0.clear_ready(source, interest);
    }
}
