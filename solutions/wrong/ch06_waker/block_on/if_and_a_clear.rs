//! Looks once, parks once, and clears: it takes the unpark of anybody for a wake.
// <solution sleep>
if !self.rung.load(SeqCst) {
    thread::park();
}
self.rung.store(false, SeqCst);
// </solution>
