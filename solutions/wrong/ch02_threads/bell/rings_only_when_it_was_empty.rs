//! Rings only for the first letter in an empty box: the second and third wake nobody.
// <solution put>
let mut inside = self.lock();
if inside.closed {
    return Err(letter);
}
let was_empty = inside.letters.is_empty();
inside.letters.push_back(letter);
if was_empty {
    self.bell.notify_one();
}
Ok(())
// </solution>
