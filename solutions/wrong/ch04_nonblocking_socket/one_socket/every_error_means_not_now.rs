//! Takes every error for "nothing for now": a broken connection is waited for.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(Some(std::mem::take(&mut self.bytes))),
        Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
        Err(_) => return Ok(None),
    }
}
// </solution>
