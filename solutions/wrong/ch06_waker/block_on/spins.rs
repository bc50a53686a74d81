//! Looks at the flag again and again instead of sleeping: a core burns.
// <solution sleep>
while !self.rung.swap(false, SeqCst) {
    std::hint::spin_loop();
}
// </solution>
