//! Tries again for ever: a job that kills goes through workers without an end.
// <solution have_done>
loop {
    let Ok(mut living) = worker.take().map_or_else(start, Ok) else { return Err(GaveUp) };
    if let Ok(answer) = living.ask(job) {
        *worker = Some(living);
        return Ok(answer);
    }
}
// </solution>
