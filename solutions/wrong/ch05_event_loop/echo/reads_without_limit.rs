//! Reads on whether or not the client takes anything back: one that never reads fills the memory.
// <solution>
for _ in 0..A_TURN / PIECE {
    let ended = match self.read() {
        Ok(n) => n == 0,
        Err(error) if error.kind() == ErrorKind::WouldBlock => false,
        Err(_) => return Step::Done(()),
    };
    if self.unsent.is_empty() {
        if ended {
            return Step::Done(());
        }
        return match core.when_ready(&self.socket, Interest::Readable, None) {
            Ok(wait) => Step::Wait(wait),
            Err(_) => Step::Done(()),
        };
    }
    match self.write() {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Err(_) => return Step::Done(()),
    }
}
Step::Yield
// </solution>
