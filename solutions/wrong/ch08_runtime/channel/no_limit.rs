//! Puts the value in without a look at the room.
// <solution send>
let this = &mut *self;
let mut state = lock(this.state);
if state.receiver_gone {
    drop(state);
    return this.value.take().map_or(Poll::Pending, |value| Poll::Ready(Err(value)));
}
state.values.extend(this.value.take());
let receiver = state.receiver.take();
drop(state);
receiver.into_iter().for_each(Waker::wake);
Poll::Ready(Ok(()))
// </solution>
