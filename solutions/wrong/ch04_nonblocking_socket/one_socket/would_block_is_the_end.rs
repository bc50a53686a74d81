//! Takes "nothing for now" for the end: the answer is cut off at the first pause.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(Some(std::mem::take(&mut self.bytes))),
        Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return Ok(Some(std::mem::take(&mut self.bytes)));
        }
        Err(error) => return Err(error),
    }
}
// </solution>
