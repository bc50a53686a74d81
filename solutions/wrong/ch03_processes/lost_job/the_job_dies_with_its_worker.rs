//! Starts a new worker for the next job, and lets the lost one be lost.
// <solution have_done>
let mut living = worker.take().map_or_else(start, Ok).map_err(|_| GaveUp)?;
let answer = living.ask(job).map_err(|_| GaveUp)?;
*worker = Some(living);
Ok(answer)
// </solution>
