//! Looks once and parks once: it takes any end of the sleep for a wake, and leaves the flag set behind.
// <solution sleep>
if !self.rung.swap(false, SeqCst) {
    thread::park();
}
// </solution>
