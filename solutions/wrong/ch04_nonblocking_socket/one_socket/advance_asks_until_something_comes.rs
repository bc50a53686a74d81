//! `advance` goes on after `WouldBlock`, and so waits after all, with the CPU.
// <solution advance>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(Some(std::mem::take(&mut self.bytes))),
        Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
        Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
        Err(error) => return Err(error),
    }
}
// </solution>
