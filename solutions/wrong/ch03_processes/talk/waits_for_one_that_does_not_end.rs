//! Closes the pipe and waits in the drop: a child that does not look at its stdin is waited for for ever.
// <solution drop>
self.to_child = None;
let _ = self.child.wait();
// </solution>
