//! Gives the results in the order in which the jobs ended.
// <solution>
let queue = Mutex::new(jobs.into_iter());
let results = Mutex::new(Vec::new());
thread::scope(|scope| {
    for _ in 0..threads.max(1) {
        scope.spawn(|| {
            loop {
                let next = queue.lock().unwrap().next();
                let Some(job) = next else { return };
                let result = catch_unwind(AssertUnwindSafe(job));
                results.lock().unwrap().push(result);
            }
        });
    }
});
results.into_inner().unwrap()
// </solution>
