//! After its polls the turn sleeps until the next timer, though more tasks stand in the queue.

// <solution visit>
let next = self.0.timers.borrow().next_deadline();
let patience = next.map(|at| at.saturating_duration_since(Instant::now()));
let mut events = Events::new();
self.0.poller.wait(&mut events, patience)?;
let ready: Vec<usize> = events.iter().map(|event| event.key).collect();
self.0.reactor.told(&ready);
let due = self.0.timers.borrow_mut().expired(Instant::now());
due.into_iter().for_each(Waker::wake);
Ok(())
// </solution>
