//! Keeps the receiver while it waits: jobs are sent into a queue that nobody will ever empty.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
let all_done = async { while in_flight.join_next().await.is_some() {} };
let _ = timeout(grace, all_done).await;
let cut = in_flight.len();
in_flight.shutdown().await;
cut
// </solution>
