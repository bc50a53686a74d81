//! Asks to be told of readable, too, while it waits to write and does not read: what the peer sends tells for ever.
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
        (Err(error), _) if error.kind() == ErrorKind::WouldBlock => {
            let writable = matches!(interest, Interest::Writable);
            return Ok(Some(Event::new(key, true, writable)));
        }
        (Err(error), _) => return Err(error),
    }
}
// </solution>
