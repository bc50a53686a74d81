//! Never takes the mark away: a task that has run once counts as ready for ever, and every later wake is lost.
// <solution pop>
self.queue.pop_front()
// </solution>
