//! Reads the clock once, before the visit: the turn that has slept until the timer runs nobody.
// <solution>
let now = world.now();
let patience = if self.ready.is_empty() {
    self.timers.next_deadline().map(|at| at.saturating_duration_since(now))
} else {
    Some(Duration::ZERO)
};
for task in world.poll(patience) {
    self.ready.wake(task);
}
for task in self.timers.expired(now) {
    self.ready.wake(task);
}
for _ in 0..self.ready.len() {
    if let Some(task) = self.ready.pop() {
        self.run(task, world);
    }
}
// </solution>
