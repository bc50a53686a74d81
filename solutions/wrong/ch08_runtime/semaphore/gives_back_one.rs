//! Gives back one permit, however many there were.
// <solution give_back>
let mut state = self.lock();
state.free += permits.min(1);
let called = state.hand_out();
drop(state);
called.into_iter().for_each(Waker::wake);
// </solution>
