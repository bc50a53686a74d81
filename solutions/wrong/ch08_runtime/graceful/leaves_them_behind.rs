//! Drops the handles of the jobs that take too long: that detaches them, and they go on.
// <solution>
let mut in_flight = Vec::new();
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        in_flight.push(ch08_runtime::spawn(job));
    }
};
race(take_jobs, stop).await;
drop(jobs);
let _ = timeout(grace, async {
    for job in &mut in_flight {
        let _ = job.await;
    }
})
.await;
in_flight.iter().filter(|job| !job.is_finished()).count()
// </solution>
