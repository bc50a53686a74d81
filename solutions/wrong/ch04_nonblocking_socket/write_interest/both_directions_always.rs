//! Asks to be told of both directions at any time: a socket that has room tells for ever.
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
            self.waiting.drain(..n);
        }
        (Err(error), _) if error.kind() == ErrorKind::Interrupted => {}
        (Err(error), _) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::all(key))),
        (Err(error), _) => return Err(error),
    }
}
// </solution>
