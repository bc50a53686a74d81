//! Notices the second answer when it has replaced the first.
// <solution>
if number < self.next || number >= self.asked || self.early.insert(number, answer).is_some() {
    return Err(Unexpected(number));
}
let mut due = Vec::new();
while let Some(answer) = self.early.remove(&self.next) {
    due.push(answer);
    self.next += 1;
}
Ok(due)
// </solution>
