//! What a conversation needs next from whoever carries the bytes.

use std::time::Duration;

#[cfg(doc)]
use super::Conversation;

/// What a conversation needs next. Whoever carries the bytes asks [`Conversation::want`], does it, and asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Want {
    /// Write some of [`outgoing`](Conversation::outgoing). While there is something to write, nothing is read: a
    /// client that does not read its answers cannot make the server keep more than
    /// [`MAX_UNSENT`](super::MAX_UNSENT) of them (and one answer).
    Write,
    /// Read, and tell [`received`](Conversation::received) or [`end_of_stream`](Conversation::end_of_stream).
    Read,
    /// Wait this long, then tell [`pause_is_over`](Conversation::pause_is_over). The same pause is wanted until then,
    /// so note the deadline when it is first asked for.
    Pause(Duration),
    /// Close, but so that the last answer arrives: shut down the sending side, then read and throw away until the
    /// peer closes or [`LINGER`](Conversation::LINGER) has passed. A plain close with unread bytes in the receive
    /// buffer makes the system send a reset, and a reset may destroy an answer that is on its way.
    Linger,
    /// Close: everything is sent, and the peer has closed its side or nothing of ours is on its way to it.
    Close,
}
