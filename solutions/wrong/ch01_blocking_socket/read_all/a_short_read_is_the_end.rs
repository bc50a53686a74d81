//! Takes a read that does not fill the buffer for the end.
// <solution>
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    let n = peer.read(&mut buffer)?;
    all.extend_from_slice(&buffer[..n]);
    if n < buffer.len() {
        return Ok(all);
    }
}
// </solution>
