//! A wake leaves the number in the queue and does not notify the poller: the thread sleeps on.

// <solution spawn>
let (task, handle) = joined(future);
let id = lock(&self.0.queue).insert();
let queue = Arc::clone(&self.0.queue);
let call = Call::new(id, move |id| lock(&queue).wake(id));
self.0.tasks.borrow_mut().insert(id, Spawned { task, call });
handle
// </solution>
