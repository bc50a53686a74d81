//! Gives the handle up in `wake`, and calls nobody.
// <solution wake>
unsafe { Arc::decrement_strong_count(call) };
// </solution>
