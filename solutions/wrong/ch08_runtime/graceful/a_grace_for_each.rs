//! The grace begins anew with each job that ends.
// <solution>
let mut in_flight = JoinSet::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.spawn(job);
    }
};
race(take_jobs, stop).await;
drop(jobs);
while let Ok(Some(_)) = timeout(grace, in_flight.join_next()).await {}
let cut = in_flight.len();
in_flight.shutdown().await;
cut
// </solution>
