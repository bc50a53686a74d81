//! The thread sleeps until a socket or another thread calls: timers call nobody.

// <solution visit>
let mut events = Events::new();
let patience = if lock(&self.0.queue).is_empty() { None } else { Some(Duration::ZERO) };
self.0.poller.wait(&mut events, patience)?;
let ready: Vec<usize> = events.iter().map(|event| event.key).collect();
self.0.reactor.told(&ready);
let due = self.0.timers.borrow_mut().expired(Instant::now());
due.into_iter().for_each(Waker::wake);
Ok(())
// </solution>
