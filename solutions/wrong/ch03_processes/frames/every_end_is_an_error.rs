//! `read_exact` for the length: the end between two frames, which is how a stream should end, becomes an error.
// <solution>
let mut header = [0; 4];
from.read_exact(&mut header)?;
let length = u32::from_be_bytes(header) as usize;
if length > LIMIT {
    return Err(ErrorKind::InvalidData.into());
}
let mut frame = vec![0; length];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
