//! Counts a handle of an `Arc<()>`: the counts of this `Arc` may lie elsewhere.
// <solution clone>
let _ = call;
unsafe { Arc::increment_strong_count(data) };
RawWaker::new(data, table::<F>())
// </solution>
