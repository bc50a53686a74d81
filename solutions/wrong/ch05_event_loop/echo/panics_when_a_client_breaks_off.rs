//! Panics at any other error: a client that breaks its connection looks like a fault of the program.
// <solution>
for _ in 0..A_TURN / PIECE {
    let (tried, interest) = if self.unsent.is_empty() {
        (self.read(), Interest::Readable)
    } else {
        (self.write(), Interest::Writable)
    };
    match tried {
        // Nothing is unsent, or it would not have been read: all has been sent back.
        Ok(0) => return Step::Done(()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return match core.when_ready(&self.socket, interest, None) {
                Ok(wait) => Step::Wait(wait),
                Err(_) => Step::Done(()),
            };
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) => panic!("{error}"),
    }
}
Step::Yield
// </solution>
