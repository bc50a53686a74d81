//! The key is forgotten, the timer is not taken away.

// <solution unset>
self.key = None;
// </solution>
