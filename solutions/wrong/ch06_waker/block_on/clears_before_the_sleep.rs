//! Clears the flag after the poll, just before the sleep: a wake that came during the poll is forgotten.
// <solution sleep>
self.rung.store(false, SeqCst);
while !self.rung.load(SeqCst) {
    thread::park();
}
// </solution>
