//! Gives only the first of those that are due.
// <solution expired>
match self.waiting.first_entry() {
    Some(first) if first.key().0 <= now => vec![first.remove()],
    _ => Vec::new(),
}
// </solution>
