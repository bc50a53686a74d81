//! Reads as long as there is something, then writes: who sends and does not read fills the memory.
// <solution>
let mut buffer = [0; 4096];
let mut over = false;
loop {
    match peer.read(&mut buffer) {
        Ok(0) => {
            over = true;
            break;
        }
        Ok(n) => self.waiting.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => break,
        Err(error) => return Err(error),
    }
}
while !self.waiting.is_empty() {
    match peer.write(&self.waiting) {
        Ok(n) => {
            self.waiting.drain(..n);
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::all(key))),
        Err(error) => return Err(error),
    }
}
Ok(if over { None } else { Some(Event::readable(key)) })
// </solution>
