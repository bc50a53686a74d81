//! Stands in line anew with each poll: as many wakers of one task are kept as it was polled.
// <solution send>
let this = &mut *self;
let waker = cx.waker().clone();
let mut state = lock(this.state);
if state.receiver_gone {
    drop(state);
    return this.value.take().map_or(Poll::Pending, |value| Poll::Ready(Err(value)));
}
if state.values.len() == state.room {
    let ticket = state.next_ticket;
    state.next_ticket += 1;
    state.waiting.insert(ticket, waker);
    this.ticket = Some(ticket);
    return Poll::Pending;
}
state.values.extend(this.value.take());
let receiver = state.receiver.take();
drop(state);
receiver.into_iter().for_each(Waker::wake);
Poll::Ready(Ok(()))
// </solution>
