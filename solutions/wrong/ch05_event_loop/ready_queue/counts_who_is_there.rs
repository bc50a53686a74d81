//! Takes the number of tasks for the next id: when one is over, the next new task gets the id of one that lives.
// <solution insert>
let id = self.queued.len();
self.queue.push_back(id);
self.queued.insert(id, true);
id
// </solution>
