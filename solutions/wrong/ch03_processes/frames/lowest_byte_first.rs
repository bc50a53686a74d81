//! Reads the length with its lowest byte first.
// <solution>
let mut header = Vec::new();
from.by_ref().take(4).read_to_end(&mut header)?;
if header.is_empty() {
    return Ok(None);
}
let header = <[u8; 4]>::try_from(header.as_slice()).map_err(|_| ErrorKind::UnexpectedEof)?;
let length = u32::from_le_bytes(header) as usize;
if length > LIMIT {
    return Err(ErrorKind::InvalidData.into());
}
let mut frame = vec![0; length];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
