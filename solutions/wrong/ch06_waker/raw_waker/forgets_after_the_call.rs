//! Makes an `Arc` of a handle that is only lent, and forgets it after the call: a panic in between drops it.
// <solution wake_by_ref>
let call = unsafe { Arc::from_raw(call) };
call();
std::mem::forget(call);
// </solution>
