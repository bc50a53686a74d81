//! Takes for granted that there is a letter when the bell has rung.
// <solution take>
let mut inside = self.lock();
if inside.letters.is_empty() && !inside.closed {
    inside = self.bell.wait(inside).unwrap_or_else(PoisonError::into_inner);
}
inside.letters.pop_front()
// </solution>
