//! Puts the letter in and does not ring: whoever sleeps, sleeps on.
// <solution put>
let mut inside = self.lock();
if inside.closed {
    return Err(letter);
}
inside.letters.push_back(letter);
Ok(())
// </solution>
