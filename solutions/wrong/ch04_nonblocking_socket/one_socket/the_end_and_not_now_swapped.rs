//! Takes 0 bytes for "nothing for now", and `WouldBlock` for the end: just the wrong way round.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(None),
        Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return Ok(Some(std::mem::take(&mut self.bytes)));
        }
        Err(error) => return Err(error),
    }
}
// </solution>
