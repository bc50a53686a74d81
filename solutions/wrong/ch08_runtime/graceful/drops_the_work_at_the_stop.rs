//! Cuts all jobs at the stop: no grace at all.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
drop(jobs);
let cut = in_flight.len();
in_flight.shutdown().await;
cut
// </solution>
