//! Waits to be writable, even with nothing to write: a socket almost always is, so the loop never sleeps.
// <solution>
for _ in 0..A_TURN / PIECE {
    let (tried, interest) = if self.unsent.is_empty() {
        (self.read(), Interest::Readable)
    } else {
        (self.write(), Interest::Writable)
    };
    match tried {
        Ok(0) => return Step::Done(()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return match core.when_ready(&self.socket, Interest::Writable, None) {
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
