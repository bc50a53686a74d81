//! Allows each read the whole limit: a peer that drips is never too late.
// <solution>
peer.set_read_timeout(Some(limit))?;
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
        Err(error) => return Err(error),
    }
}
// </solution>
