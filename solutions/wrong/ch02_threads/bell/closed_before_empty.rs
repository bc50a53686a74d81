//! Looks first whether the mailbox is closed: what is still inside is lost.
// <solution take>
let mut inside = self.lock();
loop {
    if inside.closed {
        return None;
    }
    if let Some(letter) = inside.letters.pop_front() {
        return Some(letter);
    }
    inside = self.bell.wait(inside).unwrap_or_else(PoisonError::into_inner);
}
// </solution>
