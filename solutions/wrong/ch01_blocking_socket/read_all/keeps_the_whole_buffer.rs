//! Keeps the whole buffer, old bytes included, instead of the `n` that were read.
// <solution>
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(0) => return Ok(all),
        Ok(_) => all.extend_from_slice(&buffer),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) => return Err(error),
    }
}
// </solution>
