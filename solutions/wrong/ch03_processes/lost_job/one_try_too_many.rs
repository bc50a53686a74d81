//! Counts the tries after the first: one more worker dies than may.
// <solution have_done>
for _ in 0..=TRIES {
    let Ok(mut living) = worker.take().map_or_else(start, Ok) else { continue };
    if let Ok(answer) = living.ask(job) {
        *worker = Some(living);
        return Ok(answer);
    }
}
Err(GaveUp)
// </solution>
