//! Gives back what it wanted in any case, also when it still stood in line and had nothing.
// <solution leave>
let Some(ticket) = self.ticket else { return };
let mut state = self.semaphore.lock();
state.handed.remove(&ticket);
state.line.retain(|waiter| waiter.ticket != ticket);
drop(state);
self.semaphore.give_back(self.wants);
// </solution>
