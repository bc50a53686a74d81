//! Never clears the flag: after the first wake it does not sleep any more, and burns a core.
// <solution sleep>
while !self.rung.load(SeqCst) {
    thread::park();
}
// </solution>
