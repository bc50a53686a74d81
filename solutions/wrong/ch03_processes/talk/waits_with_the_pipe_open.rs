//! Waits for the child's end with the pipe to it still open: the child waits for its next job.
// <solution close>
self.child.wait()
// </solution>
