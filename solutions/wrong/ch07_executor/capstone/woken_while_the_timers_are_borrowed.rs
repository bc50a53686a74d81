//! Who is due is woken in the head's borrow of a `for`, which lasts to its closing brace: what a waker runs may come back.

// <solution visit>
let patience = if lock(&self.0.queue).is_empty() {
    let next = self.0.timers.borrow().next_deadline();
    next.map(|at| at.saturating_duration_since(Instant::now()))
} else {
    Some(Duration::ZERO)
};
let mut events = Events::new();
self.0.poller.wait(&mut events, patience)?;
let ready: Vec<usize> = events.iter().map(|event| event.key).collect();
self.0.reactor.told(&ready);
for due in self.0.timers.borrow_mut().expired(Instant::now()) {
    due.wake();
}
Ok(())
// </solution>
