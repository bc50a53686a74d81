//! Hands permits to whoever in the line is content with those that are free.
// <solution hand_out>
let mut called = Vec::new();
let mut still = VecDeque::new();
while let Some(waiter) = self.line.pop_front() {
    if waiter.wants > self.free {
        still.push_back(waiter);
        continue;
    }
    self.free -= waiter.wants;
    self.handed.insert(waiter.ticket);
    called.push(waiter.waker);
}
self.line = still;
called
// </solution>
