//! Asks the worker that has just died again.
// <solution have_done>
if worker.is_none() {
    *worker = start().ok();
}
let living = worker.as_mut().ok_or(GaveUp)?;
for _ in 0..TRIES {
    if let Ok(answer) = living.ask(job) {
        return Ok(answer);
    }
}
Err(GaveUp)
// </solution>
