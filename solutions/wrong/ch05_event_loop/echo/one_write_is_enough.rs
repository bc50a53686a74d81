//! Takes a write for the whole: what the socket did not take is thrown away.
// <solution>
for _ in 0..A_TURN / PIECE {
    let (tried, interest) = if self.unsent.is_empty() {
        (self.read(), Interest::Readable)
    } else {
        let tried = self.write();
        if tried.is_ok() {
            self.unsent.clear();
        }
        (tried, Interest::Writable)
    };
    match tried {
        Ok(0) => return Step::Done(()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return match core.when_ready(&self.socket, interest, None) {
                Ok(wait) => Step::Wait(wait),
                Err(_) => Step::Done(()),
            };
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(_) => return Step::Done(()),
    }
}
Step::Yield
// </solution>
