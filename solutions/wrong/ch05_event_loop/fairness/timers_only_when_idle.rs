//! Hears the sockets on every turn, but looks at the clock only when nobody is ready: timers starve.
// <solution>
let idle = self.ready.is_empty();
let next = self.timers.next_deadline();
let until_next = next.map(|at| at.saturating_duration_since(world.now()));
for task in world.poll(if idle { until_next } else { Some(Duration::ZERO) }) {
    self.ready.wake(task);
}
if idle {
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
