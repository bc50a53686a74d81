//! Counts who is ready before the visit, and runs one at least: of those the visit has woken, the others are left.
// <solution>
let ready = self.ready.len();
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
for _ in 0..ready.max(1) {
    if let Some(task) = self.ready.pop() {
        self.run(task, world);
    }
}
// </solution>
