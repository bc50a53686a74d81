//! Gives out what has come when the stream ends inside a frame.
// <solution>
let mut header = Vec::new();
from.by_ref().take(4).read_to_end(&mut header)?;
if header.is_empty() {
    return Ok(None);
}
let header = <[u8; 4]>::try_from(header.as_slice()).map_err(|_| ErrorKind::UnexpectedEof)?;
let length = u32::from_be_bytes(header) as usize;
if length > LIMIT {
    return Err(ErrorKind::InvalidData.into());
}
let mut frame = Vec::new();
from.by_ref().take(length as u64).read_to_end(&mut frame)?;
Ok(Some(frame))
// </solution>
