//! Visits the poller on every turn, but runs until the queue is empty: with a task that is always ready it never is.
// <solution>
let patience = if self.ready.is_empty() {
    let next = self.timers.next_deadline();
    next.map(|at| at.saturating_duration_since(world.now()))
} else {
    Some(Duration::ZERO)
};
for task in world.poll(patience) {
    self.ready.wake(task);
}
for task in self.timers.expired(world.now()) {
    self.ready.wake(task);
}
while let Some(task) = self.ready.pop() {
    self.run(task, world);
}
// </solution>
