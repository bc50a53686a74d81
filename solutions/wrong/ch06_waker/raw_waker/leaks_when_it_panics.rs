//! Gives the handle up after the call: when the closure panics, never.
// <solution wake>
let call = unsafe { &*data.cast::<F>() };
call();
unsafe { Arc::decrement_strong_count(data.cast::<F>()) };
// </solution>
