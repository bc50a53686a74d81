//! Lays permits among the free ones and wakes the first in line, who must be quicker than any newcomer.
// <solution hand_out>
self.line.drain(..).map(|waiter| waiter.waker).collect()
// </solution>
// <solution acquire>
let (semaphore, permits) = (self.semaphore, self.wants);
let waker = cx.waker().clone();
let mut state = semaphore.lock();
if state.free >= permits {
    state.free -= permits;
    self.ticket = None;
    return Poll::Ready(Permit { semaphore, permits });
}
let ticket = state.next_ticket;
state.next_ticket += 1;
state.line.push_back(Waiter { ticket, wants: permits, waker });
self.ticket = Some(ticket);
Poll::Pending
// </solution>
