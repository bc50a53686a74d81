//! Waits for the jobs in flight without a deadline: one that never ends keeps the worker for ever.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
drop(jobs);
while in_flight.join_next().await.is_some() {}
in_flight.len()
// </solution>
