//! Asks only whether the id is in the queue, not whether there is such a task: a late wake makes a dead one run.
// <solution wake>
if self.queued.insert(id, true) != Some(true) {
    self.queue.push_back(id);
}
// </solution>
