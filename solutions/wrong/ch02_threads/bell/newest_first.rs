//! Takes the newest letter: a stack, not a queue.
// <solution take>
let mut inside = self.lock();
loop {
    if let Some(letter) = inside.letters.pop_back() {
        return Some(letter);
    }
    if inside.closed {
        return None;
    }
    inside = self.bell.wait(inside).unwrap_or_else(PoisonError::into_inner);
}
// </solution>
