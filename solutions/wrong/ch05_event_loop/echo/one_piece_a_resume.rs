//! Reads or writes once, and gives way: a turn of the loop, with a visit to the poller, for each piece.
// <solution>
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
    Err(_) => return Step::Done(()),
}
Step::Yield
// </solution>
