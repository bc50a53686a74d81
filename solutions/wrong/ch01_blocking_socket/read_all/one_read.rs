//! Takes one read for the whole answer.
// <solution>
let mut buffer = [0; 4096];
let n = peer.read(&mut buffer)?;
Ok(buffer[..n].to_vec())
// </solution>
