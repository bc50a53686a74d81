//! Goes on as long as the socket gives: a client that always sends keeps the loop for itself.
// <solution>
loop {
    let (tried, interest) = if self.unsent.is_empty() {
        (self.read(), Interest::Readable)
    } else {
        (self.write(), Interest::Writable)
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
// </solution>
