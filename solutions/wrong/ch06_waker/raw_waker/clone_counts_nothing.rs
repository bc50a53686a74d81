//! Copies the pointer and counts no handle: two wakers share one, and each gives it up.
// <solution clone>
RawWaker::new(data, table::<F>())
// </solution>
