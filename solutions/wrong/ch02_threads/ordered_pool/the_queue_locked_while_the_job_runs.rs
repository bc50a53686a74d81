//! Keeps the queue's lock while the job runs: what `while let` looks at lives until the end of its block.
// <solution>
let mut results: Vec<Option<thread::Result<T>>> = jobs.iter().map(|_| None).collect();
let queue = Mutex::new(jobs.into_iter().enumerate());
let slots = Mutex::new(&mut results);
thread::scope(|scope| {
    for _ in 0..threads.max(1) {
        scope.spawn(|| {
            while let Some((number, job)) = queue.lock().unwrap().next() {
                let result = catch_unwind(AssertUnwindSafe(job));
                slots.lock().unwrap()[number] = Some(result);
            }
        });
    }
});
results.into_iter().flatten().collect()
// </solution>
