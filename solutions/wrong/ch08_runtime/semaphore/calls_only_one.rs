//! Calls one, however many permits came free.
// <solution hand_out>
let mut called = Vec::new();
if let Some(first) = self.line.pop_front() {
    if first.wants > self.free {
        self.line.push_front(first);
    } else {
        self.free -= first.wants;
        self.handed.insert(first.ticket);
        called.push(first.waker);
    }
}
called
// </solution>
