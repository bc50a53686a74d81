//! Lets a second answer replace the first.
// <solution>
if number < self.next || number >= self.asked {
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
