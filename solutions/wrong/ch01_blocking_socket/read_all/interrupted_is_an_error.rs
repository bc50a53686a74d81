//! Gives up when a signal interrupts a read.
// <solution>
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer)? {
        0 => return Ok(all),
        n => all.extend_from_slice(&buffer[..n]),
    }
}
// </solution>
