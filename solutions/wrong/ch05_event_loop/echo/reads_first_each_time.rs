//! Reads before it looks for what is unsent: each resume adds a turn's worth to what a client does not take.
// <solution>
let mut blocked = false;
for _ in 0..A_TURN / PIECE {
    match self.read() {
        Ok(0) if self.unsent.is_empty() => return Step::Done(()),
        Ok(0) => break,
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            blocked = true;
            break;
        }
        Err(_) => return Step::Done(()),
    }
}
while !self.unsent.is_empty() {
    match self.write() {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return match core.when_ready(&self.socket, Interest::Writable, None) {
                Ok(wait) => Step::Wait(wait),
                Err(_) => Step::Done(()),
            };
        }
        Err(_) => return Step::Done(()),
    }
}
if !blocked {
    return Step::Yield;
}
match core.when_ready(&self.socket, Interest::Readable, None) {
    Ok(wait) => Step::Wait(wait),
    Err(_) => Step::Done(()),
}
// </solution>
