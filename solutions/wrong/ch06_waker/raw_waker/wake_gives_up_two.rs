//! Turns the pointer back into an `Arc`, and counts it down beside: two handles for one waker.
// <solution wake>
let call = unsafe { Arc::from_raw(data.cast::<F>()) };
call();
unsafe { Arc::decrement_strong_count(data.cast::<F>()) };
// </solution>
