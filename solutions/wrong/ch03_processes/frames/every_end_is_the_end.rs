//! Takes an end inside the length for the end of the stream: a death looks like a farewell.
// <solution>
let mut header = [0; 4];
match from.read_exact(&mut header) {
    Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
    other => other?,
}
let length = u32::from_be_bytes(header) as usize;
if length > LIMIT {
    return Err(ErrorKind::InvalidData.into());
}
let mut frame = vec![0; length];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
