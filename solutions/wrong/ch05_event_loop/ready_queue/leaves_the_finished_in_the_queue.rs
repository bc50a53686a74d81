//! Forgets the finished task, but not its place in the queue: it is handed out once more.
// <solution remove>
self.queued.remove(&id);
// </solution>
