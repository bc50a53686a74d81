//! The poller is only looked at, the thread never sleeps: right at last, but at 100 % of a core.

// <solution visit>
let mut events = Events::new();
self.0.poller.wait(&mut events, Some(Duration::ZERO))?;
let ready: Vec<usize> = events.iter().map(|event| event.key).collect();
self.0.reactor.told(&ready);
let due = self.0.timers.borrow_mut().expired(Instant::now());
due.into_iter().for_each(Waker::wake);
Ok(())
// </solution>
