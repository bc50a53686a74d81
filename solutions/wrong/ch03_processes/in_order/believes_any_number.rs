//! Keeps answers to questions that nobody asked.
// <solution>
if number < self.next || self.early.contains_key(&number) {
    return Err(Unexpected(number));
}
self.early.insert(number, answer);
let mut due = Vec::new();
while let Some(answer) = self.early.remove(&self.next) {
    due.push(answer);
    self.next += 1;
}
Ok(due)
// </solution>
