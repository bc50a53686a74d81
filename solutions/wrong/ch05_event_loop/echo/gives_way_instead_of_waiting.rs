//! Gives way after `WouldBlock`: right, but it asks again and again, and a core burns.
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
            return Step::Yield;
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(_) => return Step::Done(()),
    }
}
Step::Yield
// </solution>
