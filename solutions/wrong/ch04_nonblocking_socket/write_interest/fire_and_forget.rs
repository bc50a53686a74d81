//! Takes one write for the whole: what it did not take is lost.
// <solution>
let mut buffer = [0; 4096];
loop {
    let (outcome, interest) = if self.waiting.is_empty() {
        (peer.read(&mut buffer), Interest::Readable)
    } else {
        (peer.write(&self.waiting), Interest::Writable)
    };
    match (outcome, interest) {
        (Ok(0), Interest::Readable) => return Ok(None),
        (Ok(n), Interest::Readable) => self.waiting.extend_from_slice(&buffer[..n]),
        (Ok(n), Interest::Writable) => {
            let _ = n;
            self.waiting.clear();
        }
        (Err(error), _) if error.kind() == ErrorKind::Interrupted => {}
        (Err(error), _) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(interest.event(key))),
        (Err(error), _) => return Err(error),
    }
}
// </solution>
