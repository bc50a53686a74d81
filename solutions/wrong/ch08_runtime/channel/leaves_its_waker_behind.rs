//! A sender that gives up leaves its waker in the queue.
// <solution sending_gone>
// </solution>
