//! Puts a buffered reader around the stream, and drops it: what it had taken of the next frame is gone.
// <solution>
let mut from = std::io::BufReader::new(from);
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
let mut frame = vec![0; length];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
