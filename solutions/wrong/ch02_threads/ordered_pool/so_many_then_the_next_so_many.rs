//! Starts as many as may run, waits for all of them, then starts the next: one slow job holds up the rest.
// <solution>
let mut results = Vec::new();
let mut jobs = jobs.into_iter().peekable();
while jobs.peek().is_some() {
    thread::scope(|scope| {
        let some: Vec<_> = jobs.by_ref().take(threads.max(1)).map(|job| scope.spawn(job)).collect();
        results.extend(some.into_iter().map(|thread| thread.join()));
    });
}
results
// </solution>
