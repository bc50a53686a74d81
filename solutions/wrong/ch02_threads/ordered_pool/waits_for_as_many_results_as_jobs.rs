//! Counts the results it receives, and keeps a sender itself: a job that panicked sends none, and the caller waits for ever.
// <solution>
let count = jobs.len();
let queue = std::sync::Arc::new(Mutex::new(jobs.into_iter().enumerate()));
let (give, done) = mpsc::channel();
for _ in 0..threads.max(1) {
    let (queue, give) = (queue.clone(), give.clone());
    thread::spawn(move || {
        loop {
            let next = queue.lock().unwrap().next();
            let Some((number, job)) = next else { return };
            let _ = give.send((number, job()));
        }
    });
}
let mut results: Vec<Option<thread::Result<T>>> = (0..count).map(|_| None).collect();
for _ in 0..count {
    let (number, result): (usize, T) = done.recv().unwrap();
    results[number] = Some(Ok(result));
}
results.into_iter().flatten().collect()
// </solution>
