//! Runs one task a turn: a visit to the poller, a system call, for each.
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
if let Some(task) = self.ready.pop() {
    self.run(task, world);
}
// </solution>
