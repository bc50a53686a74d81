//! The lowest free key, as the system does with descriptors: an event that is late continues somebody else.

// <solution register>
let table = self.0.borrow();
let key = (0..).find(|key| !table.waiting.contains_key(key)).unwrap_or(0);
Registration { reactor: self.clone(), key }
// </solution>
