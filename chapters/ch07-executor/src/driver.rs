//! What sockets and sleeps ask of whatever is underneath: the seam where chapter 9 puts something faster.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use ch04_nonblocking_socket::Interest;
use ch04_nonblocking_socket::source::Socket;

// ANCHOR: driver
/// Wakes at a time. A handle: its clones are the same clock.
pub trait Timer: Clone + fmt::Debug + 'static {
    /// Names a timer that was set.
    type Key: Copy + fmt::Debug;

    /// The time on its clock.
    fn now(&self) -> Instant;

    /// Wakes `waker` at that time, once.
    fn set_timer(&self, at: Instant, waker: Waker) -> Self::Key;

    /// Puts another waker in the place of the one that was set. `false`: it has fired already.
    fn change_timer(&self, key: Self::Key, waker: &Waker) -> bool;

    /// Wakes nobody, if it has not fired.
    fn cancel_timer(&self, key: Self::Key);
}

/// Wakes when a socket is ready, or at a time. A handle: its clones are the same driver.
pub trait Driver: Timer {
    /// A socket that is registered. Dropping it deregisters it (invariant I6), and forgets who waits for it.
    type Source<S: Socket>: Deref<Target = S> + fmt::Debug;

    /// Whether a read that has filled only a part of the buffer has said *would block* for the next one. True where
    /// waiting looks at the socket afresh. With edge triggering it does not: the end of the stream, come together with the
    /// last bytes, would go unseen.
    const SHORT_READ_IS_ALL: bool;

    /// Registers a socket.
    ///
    /// # Errors
    /// What the system says.
    fn register<S: Socket>(&self, socket: S) -> io::Result<Self::Source<S>>;

    /// Whether it is worth trying (invariant I4): yes at first, and no after [`clear_ready`](Self::clear_ready). Then the
    /// task is woken once the socket is ready, and the next answer is yes.
    fn poll_ready<S: Socket>(
        &self,
        source: &Self::Source<S>,
        interest: Interest,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>>;

    /// The socket has said *would block* in this direction.
    fn clear_ready<S: Socket>(&self, source: &Self::Source<S>, interest: Interest);
}

/// A driver that is found without being passed: that of the runtime this thread is in. There is none in this chapter.
pub trait Current: Driver {
    /// The current driver.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    fn current() -> Self;
}
// ANCHOR_END: driver
