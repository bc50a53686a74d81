//! Gives out what is there, sorted, whether something before it is missing or not.
// <solution>
if number >= self.asked || number < self.next {
    return Err(Unexpected(number));
}
self.early.insert(number, answer);
self.next = number + 1;
Ok(std::mem::take(&mut self.early).into_values().collect())
// </solution>
