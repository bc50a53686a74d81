//! Turns the pointer back into an `Arc`, and counts it down beside: two handles for one waker.
// <solution wake>
let handle = unsafe { Arc::from_raw(call) };
handle();
unsafe { Arc::decrement_strong_count(call) };
// </solution>
