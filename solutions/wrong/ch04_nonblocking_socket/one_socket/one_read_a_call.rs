//! Reads once, and says "nothing for now" though it has not asked.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(Some(std::mem::take(&mut self.bytes))),
        Ok(n) => {
            self.bytes.extend_from_slice(&buffer[..n]);
            return Ok(None);
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
        Err(error) => return Err(error),
    }
}
// </solution>
