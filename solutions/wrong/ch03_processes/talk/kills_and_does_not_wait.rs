//! Kills the child and does not wait for it: a zombie stays.
// <solution drop>
let _ = self.child.kill();
// </solution>
