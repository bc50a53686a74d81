//! Gives back what has come so far when the time is over: the caller takes half for the whole.
// <solution>
let deadline = Instant::now() + limit;
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Ok(all);
    }
    peer.set_read_timeout(Some(left))?;
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(_) => {}
    }
}
// </solution>
