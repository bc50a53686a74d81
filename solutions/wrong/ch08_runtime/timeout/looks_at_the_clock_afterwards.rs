//! Looks at the clock when the future is done: one that is never done is waited for, for ever.
// <solution>
let begin = std::time::Instant::now();
let output = future.await;
if begin.elapsed() > limit { Err(Elapsed) } else { Ok(output) }
// </solution>
