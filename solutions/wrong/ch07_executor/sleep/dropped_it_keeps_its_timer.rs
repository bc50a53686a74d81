//! Dropped, it leaves its timer: that will wake a task which waits for something else.

// <solution drop>
// The key goes with the sleep.
// </solution>
