//! Counts the tasks that there are, not those that are ready: the loop would never sleep.
// <solution len>
self.queued.len()
// </solution>
