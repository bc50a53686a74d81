//! Looks at the clock between reads, and sets no timeout: a peer that says nothing is waited for all the same.
// <solution>
let deadline = Instant::now() + limit;
let mut all = Vec::new();
let mut buffer = [0; 4096];
while Instant::now() < deadline {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) => return Err(error),
    }
}
Err(ErrorKind::TimedOut.into())
// </solution>
