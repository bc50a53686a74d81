//! Stands in line anew with each poll.
// <solution acquire>
let (semaphore, permits) = (self.semaphore, self.wants);
let waker = cx.waker().clone();
let mut state = semaphore.lock();
let mine = match self.ticket {
    Some(ticket) => state.handed.remove(&ticket),
    None if state.line.is_empty() && state.free >= permits => {
        state.free -= permits;
        true
    }
    None => false,
};
if mine {
    self.ticket = None;
    return Poll::Ready(Permit { semaphore, permits });
}
let ticket = state.next_ticket;
state.next_ticket += 1;
state.line.push_back(Waiter { ticket, wants: permits, waker });
self.ticket = Some(ticket);
Poll::Pending
// </solution>
