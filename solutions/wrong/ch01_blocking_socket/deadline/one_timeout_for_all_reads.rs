//! Sets the timeout once and looks at the clock between the reads: the last read may take the whole limit once more.
// <solution>
if limit.is_zero() {
    return Err(ErrorKind::TimedOut.into());
}
let start = Instant::now();
peer.set_read_timeout(Some(limit))?;
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    if start.elapsed() >= limit {
        return Err(ErrorKind::TimedOut.into());
    }
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            return Err(ErrorKind::TimedOut.into());
        }
        Err(error) => return Err(error),
    }
}
// </solution>
