//! Whoever comes takes free permits, whether there is a line or not.
// <solution acquire>
let (semaphore, permits) = (self.semaphore, self.wants);
let mut waker = cx.waker().clone();
let mut state = semaphore.lock();
let mine = match self.ticket {
    Some(ticket) => state.handed.remove(&ticket),
    None if state.free >= permits => {
        state.free -= permits;
        true
    }
    None => false,
};
if mine {
    self.ticket = None;
    return Poll::Ready(Permit { semaphore, permits });
}
match state.line.iter_mut().find(|waiter| Some(waiter.ticket) == self.ticket) {
    Some(waiter) => std::mem::swap(&mut waiter.waker, &mut waker),
    None => {
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.line.push_back(Waiter { ticket, wants: permits, waker });
        self.ticket = Some(ticket);
    }
}
Poll::Pending
// </solution>
