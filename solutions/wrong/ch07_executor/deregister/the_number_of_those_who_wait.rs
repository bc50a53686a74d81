//! The key is the number of those who wait: it is used again when one has gone.

// <solution register>
let key = self.0.borrow().waiting.len();
Registration { reactor: self.clone(), key }
// </solution>
