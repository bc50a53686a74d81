//! Sleeps for the whole grace, also when the last job is done long before.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
drop(jobs);
ch08_runtime::sleep(grace).await;
while in_flight.try_join_next().is_some() {}
let cut = in_flight.len();
in_flight.shutdown().await;
cut
// </solution>
