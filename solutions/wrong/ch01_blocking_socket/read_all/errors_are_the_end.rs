//! Takes a broken connection for the end: half an answer looks like a whole one.
// <solution>
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(_) => return Ok(all),
    }
}
// </solution>
