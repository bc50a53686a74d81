//! Cancels by time alone: another timer that is due at the same moment is lost with it, or instead.
// <solution cancel>
let same_time = self.waiting.keys().find(|other| other.0 == key.0).copied()?;
self.waiting.remove(&same_time)
// </solution>
