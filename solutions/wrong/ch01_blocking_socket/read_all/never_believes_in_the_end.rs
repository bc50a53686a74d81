//! Goes on after `Ok(0)`: it spins for ever.
// <solution>
let mut all = Vec::new();
let mut buffer = [0; 4096];
loop {
    match peer.read(&mut buffer) {
        Ok(n) => all.extend_from_slice(&buffer[..n]),
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) => return Err(error),
    }
}
// </solution>
