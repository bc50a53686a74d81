//! Leaves the partial writes to `write_all`, which fails on a full socket and does not say how much was taken.
// <solution>
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(None),
        Ok(n) => peer.write_all(&buffer[..n])?,
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Some(Event::readable(key))),
        Err(error) => return Err(error),
    }
}
// </solution>
