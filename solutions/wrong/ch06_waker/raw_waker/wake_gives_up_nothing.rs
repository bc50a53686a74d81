//! Thinks that `drop` comes after `wake`: the handle is never given up.
// <solution wake>
let call = unsafe { &*call };
call();
// </solution>
