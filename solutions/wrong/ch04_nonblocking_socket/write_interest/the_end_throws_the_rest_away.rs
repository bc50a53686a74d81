//! Closes when the peer has closed its side, although not everything is written back.
// <solution>
let mut buffer = [0; 4096];
loop {
    if !self.waiting.is_empty() {
        match peer.write(&self.waiting) {
            Ok(n) => {
                self.waiting.drain(..n);
                continue;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    let full = self.waiting.len() > 64 * 1024;
    match if full { Err(ErrorKind::WouldBlock.into()) } else { peer.read(&mut buffer) } {
        Ok(0) => return Ok(None),
        Ok(n) => self.waiting.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock && self.waiting.is_empty() => {
            return Ok(Some(Event::readable(key)));
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock && full => return Ok(Some(Event::writable(key))),
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::all(key))),
        Err(error) => return Err(error),
    }
}
// </solution>
