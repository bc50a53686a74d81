//! The simplest event loop: a queue of messages.

use std::collections::VecDeque;

// ANCHOR: message_loop
/// The loop as it is usually shown first, with its two faults.
///
/// ```python
/// while True:
///     if messages:
///         message = messages.pop()
///         process_message(message)
/// ```
///
/// `pop()` takes from the end where messages are added, so the *newest* goes first and the oldest may wait for ever.
/// And with no message the loop does not wait: it asks again at once, as fast as the core can. `turns` bounds that.
pub fn as_usually_shown<M>(
    messages: &mut VecDeque<M>,
    turns: u64,
    mut process: impl FnMut(&mut VecDeque<M>, M),
) {
    for _ in 0..turns {
        if let Some(message) = messages.pop_back() {
            process(messages, message);
        }
    }
}

/// Both faults repaired: the *oldest* message goes first, and with none left the loop does not ask again, it waits in
/// `wait` until one comes. That one line, "wait until something happens", is what the rest of this chapter is about.
/// Ends when `wait` says that nothing will come any more.
pub fn repaired<M>(
    messages: &mut VecDeque<M>,
    mut wait: impl FnMut() -> Option<M>,
    mut process: impl FnMut(&mut VecDeque<M>, M),
) {
    while let Some(message) = messages.pop_front().or_else(&mut wait) {
        process(messages, message);
    }
}
// ANCHOR_END: message_loop
