//! Passes on the system's word for "too late", which is another on each system.
// <solution>
let deadline = Instant::now() + limit;
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    peer.set_read_timeout(Some(left))?;
    match peer.read(&mut buffer)? {
        0 => return Ok(all),
        n => all.extend_from_slice(&buffer[..n]),
    }
}
// </solution>
