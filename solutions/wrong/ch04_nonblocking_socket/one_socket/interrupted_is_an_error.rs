//! Gives up when a signal interrupts a read.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(Some(std::mem::take(&mut self.bytes))),
        Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
        Err(error) => return Err(error),
    }
}
// </solution>
