//! Gives the handle up after the call: when the closure panics, never.
// <solution wake>
unsafe { (*call)() };
unsafe { Arc::decrement_strong_count(call) };
// </solution>
