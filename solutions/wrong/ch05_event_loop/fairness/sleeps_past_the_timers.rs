//! Sleeps without a limit when nobody is ready: a timer that is due wakes nobody.
// <solution>
let patience = if self.ready.is_empty() { None } else { Some(Duration::ZERO) };
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
