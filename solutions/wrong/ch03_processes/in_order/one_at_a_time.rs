//! Gives out one answer when a gap is closed, and keeps those behind it.
// <solution>
if number >= self.asked || self.early.contains_key(&number) || number < self.next {
    return Err(Unexpected(number));
}
self.early.insert(number, answer);
let due = self.early.remove(&self.next);
self.next += u64::from(due.is_some());
Ok(due.into_iter().collect())
// </solution>
