//! The task is polled while the table is borrowed: it cannot spawn.

// <solution run>
let mut tasks = self.0.tasks.borrow_mut();
let Some(spawned) = tasks.get_mut(&id) else { return };
if spawned.call.poll(spawned.task.as_mut()).is_ready() {
    tasks.remove(&id);
    lock(&self.0.queue).remove(id);
}
// </solution>
