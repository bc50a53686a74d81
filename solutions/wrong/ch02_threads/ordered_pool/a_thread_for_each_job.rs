//! Starts a thread for each job: in order, but not bounded.
// <solution>
let _ = threads;
thread::scope(|scope| {
    let all: Vec<_> = jobs.into_iter().map(|job| scope.spawn(job)).collect();
    all.into_iter().map(|thread| thread.join()).collect()
})
// </solution>
