//! Who is dropped leaves the line, and what it was handed already goes with it.
// <solution leave>
let Some(ticket) = self.ticket else { return };
let mut state = self.semaphore.lock();
state.handed.remove(&ticket);
state.line.retain(|waiter| waiter.ticket != ticket);
let called = state.hand_out();
drop(state);
called.into_iter().for_each(Waker::wake);
// </solution>
