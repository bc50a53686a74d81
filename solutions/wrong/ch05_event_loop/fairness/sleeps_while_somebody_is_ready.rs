//! Visits the poller on every turn with the patience of one who has nothing to do: a ready task waits for a timer.
// <solution>
let next = self.timers.next_deadline();
let patience = next.map(|at| at.saturating_duration_since(world.now()));
for task in world.poll(patience) {
    self.ready.wake(task);
}
for task in self.timers.expired(world.now()) {
    self.ready.wake(task);
}
for _ in 0..self.ready.len() {
    if let Some(task) = self.ready.pop() {
        self.run(task, world);
    }
}
// </solution>
