//! A task that waits is not put back into the table.

// <solution run>
let Some(mut spawned) = self.0.tasks.borrow_mut().remove(&id) else { return };
if spawned.call.poll(spawned.task.as_mut()).is_ready() {
    lock(&self.0.queue).remove(id);
}
// </solution>
