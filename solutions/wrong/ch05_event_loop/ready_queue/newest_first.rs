//! Takes from the end where tasks are added: the newest goes first, and the oldest may wait for ever.
// <solution pop>
let id = self.queue.pop_back()?;
self.queued.insert(id, false);
Some(id)
// </solution>
