//! A task is run until it is over before the next has its turn: no waits overlap.

// <solution run>
let Some(mut spawned) = self.0.tasks.borrow_mut().remove(&id) else { return };
while spawned.call.poll(spawned.task.as_mut()).is_pending() {
    let _ = self.visit();
}
lock(&self.0.queue).remove(id);
// </solution>
