//! Takes for granted that one `read` brings all four bytes of the length.
// <solution>
let mut header = [0; 4];
let n = from.read(&mut header)?;
if n == 0 {
    return Ok(None);
}
let length = u32::from_be_bytes(header) as usize;
if length > LIMIT {
    return Err(ErrorKind::InvalidData.into());
}
let mut frame = vec![0; length];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
