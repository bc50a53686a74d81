//! Wakes while it holds the lock.
// <solution give_back>
let mut state = self.lock();
state.free += permits;
for waker in state.hand_out() {
    waker.wake();
}
// </solution>
