//! Calls the last of the line first.
// <solution hand_out>
let mut called = Vec::new();
while let Some(last) = self.line.pop_back() {
    if last.wants > self.free {
        self.line.push_back(last);
        break;
    }
    self.free -= last.wants;
    self.handed.insert(last.ticket);
    called.push(last.waker);
}
called
// </solution>
