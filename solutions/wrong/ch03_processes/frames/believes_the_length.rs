//! Believes the length: four bytes from outside decide how much memory is taken.
// <solution>
let mut header = Vec::new();
from.by_ref().take(4).read_to_end(&mut header)?;
if header.is_empty() {
    return Ok(None);
}
let header = <[u8; 4]>::try_from(header.as_slice()).map_err(|_| ErrorKind::UnexpectedEof)?;
let mut frame = vec![0; u32::from_be_bytes(header) as usize];
from.read_exact(&mut frame)?;
Ok(Some(frame))
// </solution>
