//! Queues a task with every wake, though it stands in the queue already: woken twice, it runs twice.
// <solution wake>
if let Some(queued) = self.queued.get_mut(&id) {
    *queued = true;
    self.queue.push_back(id);
}
// </solution>
