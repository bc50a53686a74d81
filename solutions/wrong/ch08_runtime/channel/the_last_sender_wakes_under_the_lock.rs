//! The last sender wakes the receiver while it holds the lock.
// <solution sender_gone>
let mut state = lock(&self.state);
state.senders -= 1;
if state.senders == 0
    && let Some(receiver) = state.receiver.take()
{
    receiver.wake();
}
// </solution>
