//! Gives the handle up in `wake_by_ref`, as in `wake`: the waker that is kept points to freed memory.
// <solution wake_by_ref>
let call = unsafe { Arc::from_raw(call) };
call();
// </solution>
