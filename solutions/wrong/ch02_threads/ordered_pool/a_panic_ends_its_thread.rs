//! Does not stop a panic: it ends its thread, and after as many panics as threads nobody empties the queue.
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
drop(give);
let mut results: Vec<Option<thread::Result<T>>> = (0..count).map(|_| None).collect();
for (number, result) in done {
    results[number] = Some(Ok(result));
}
results.into_iter().flatten().collect()
// </solution>
