//! Looks through all tasks for the first that is ready: low ids go first, whoever became ready before them.
// <solution pop>
let id = *self.queued.iter().filter(|(_, queued)| **queued).map(|(id, _)| id).min()?;
self.queue.retain(|other| *other != id);
self.queued.insert(id, false);
Some(id)
// </solution>
