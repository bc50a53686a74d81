//! Reads whether or not something is unsent, and forgets the rest when the client has finished.
// <solution>
for _ in 0..A_TURN / PIECE {
    let ended = match self.read() {
        Ok(n) => n == 0,
        Err(error) if error.kind() == ErrorKind::WouldBlock => false,
        Err(_) => return Step::Done(()),
    };
    while !self.unsent.is_empty() {
        match self.write() {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => return Step::Done(()),
        }
    }
    if ended {
        return Step::Done(());
    }
}
let interest = if self.unsent.is_empty() { Interest::Readable } else { Interest::Writable };
match core.when_ready(&self.socket, interest, None) {
    Ok(wait) => Step::Wait(wait),
    Err(_) => Step::Done(()),
}
// </solution>
