//! Ends its turns, but visits the poller only when nobody is ready: sockets and timers starve.
// <solution>
if self.ready.is_empty() {
    let next = self.timers.next_deadline();
    let patience = next.map(|at| at.saturating_duration_since(world.now()));
    for task in world.poll(patience) {
        self.ready.wake(task);
    }
    for task in self.timers.expired(world.now()) {
        self.ready.wake(task);
    }
}
for _ in 0..self.ready.len() {
    if let Some(task) = self.ready.pop() {
        self.run(task, world);
    }
}
// </solution>
