//! Counts the body's bytes against the head's limit: a large read with a small head is refused.
// <solution>
self.bytes.extend_from_slice(piece);
if self.bytes.len() > Self::LIMIT {
    return Err(TooLong);
}
match self.bytes.windows(4).position(|four| four == b"\r\n\r\n") {
    Some(at) => {
        let rest = self.bytes.split_off(at + 4);
        Ok(Some(Found { head: std::mem::take(&mut self.bytes), rest }))
    }
    None => Ok(None),
}
// </solution>
