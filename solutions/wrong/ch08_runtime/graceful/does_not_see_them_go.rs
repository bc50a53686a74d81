//! Drops the set: its tasks are cancelled, but each lets go only at its next turn, after the worker has ended.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
drop(jobs);
let all_done = async { while in_flight.join_next().await.is_some() {} };
let _ = timeout(grace, all_done).await;
in_flight.len()
// </solution>
