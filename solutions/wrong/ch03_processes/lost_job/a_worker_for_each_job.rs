//! Starts a worker for each job.
// <solution have_done>
let _ = worker;
for _ in 0..TRIES {
    let Ok(mut living) = start() else { continue };
    if let Ok(answer) = living.ask(job) {
        return Ok(answer);
    }
}
Err(GaveUp)
// </solution>
