//! Asks for `writable` from the first echo on, and never takes it back.
// <solution>
let mut buffer = [0; 4096];
let mut wrote = false;
loop {
    while !self.waiting.is_empty() {
        match peer.write(&self.waiting) {
            Ok(n) => {
                wrote = true;
                self.waiting.drain(..n);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::writable(key))),
            Err(error) => return Err(error),
        }
    }
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(None),
        Ok(n) => self.waiting.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock && wrote => return Ok(Some(Event::all(key))),
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::readable(key))),
        Err(error) => return Err(error),
    }
}
// </solution>
