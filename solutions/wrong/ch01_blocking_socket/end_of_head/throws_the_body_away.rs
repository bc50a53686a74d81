//! Forgets what came behind the blank line: the body loses its first bytes.
// <solution>
self.bytes.extend_from_slice(piece);
match self.bytes.windows(4).position(|four| four == b"\r\n\r\n") {
    Some(at) if at + 4 <= Self::LIMIT => {
        self.bytes.truncate(at + 4);
        Ok(Some(Found { head: std::mem::take(&mut self.bytes), rest: Vec::new() }))
    }
    None if self.bytes.len() < Self::LIMIT => Ok(None),
    _ => Err(TooLong),
}
// </solution>
