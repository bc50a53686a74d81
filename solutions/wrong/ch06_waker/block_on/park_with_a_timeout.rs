//! Trusts no unpark, and looks every millisecond: a thousand times a second the thread wakes for nothing.
// <solution sleep>
while !self.rung.swap(false, SeqCst) {
    thread::park_timeout(std::time::Duration::from_millis(1));
}
// </solution>
