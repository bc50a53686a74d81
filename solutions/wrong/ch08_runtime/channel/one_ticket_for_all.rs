//! Forgets to count the tickets: all that wait have the same, and each new one throws the waker of the one before away.
// <solution send>
let this = &mut *self;
let waker = cx.waker().clone();
let mut state = lock(this.state);
if state.receiver_gone {
    drop(state);
    return this.value.take().map_or(Poll::Pending, |value| Poll::Ready(Err(value)));
}
if state.values.len() == state.room {
    let ticket = *this.ticket.get_or_insert(state.next_ticket);
    let displaced = state.waiting.insert(ticket, waker);
    drop(state);
    drop(displaced);
    return Poll::Pending;
}
state.values.extend(this.value.take());
let receiver = state.receiver.take();
drop(state);
receiver.into_iter().for_each(Waker::wake);
Poll::Ready(Ok(()))
// </solution>
