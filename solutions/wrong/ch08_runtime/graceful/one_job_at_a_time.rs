//! Does each job itself, one after the other; and the stop drops it in the middle.
// <solution>
let take_jobs = async {
    while let Some(job) = jobs.recv().await {
        job.await;
    }
};
race(take_jobs, stop).await;
0
// </solution>
