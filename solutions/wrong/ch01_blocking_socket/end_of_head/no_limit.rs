//! Never says "too long": a peer that sends no blank line fills the memory.
// <solution>
self.bytes.extend_from_slice(piece);
match self.bytes.windows(4).position(|four| four == b"\r\n\r\n") {
    Some(at) => {
        let rest = self.bytes.split_off(at + 4);
        Ok(Some(Found { head: std::mem::take(&mut self.bytes), rest }))
    }
    None => Ok(None),
}
// </solution>
