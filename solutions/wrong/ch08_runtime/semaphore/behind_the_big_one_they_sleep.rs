//! Who is dropped leaves the line, and those who have waited only for it are not called.
// <solution leave>
let Some(ticket) = self.ticket else { return };
let mut state = self.semaphore.lock();
let handed = state.handed.remove(&ticket);
state.line.retain(|waiter| waiter.ticket != ticket);
drop(state);
if handed {
    self.semaphore.give_back(self.wants);
}
// </solution>
