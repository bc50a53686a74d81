//! Kills a child that would have ended by itself, and could have tidied up.
// <solution close>
let _ = self.child.kill();
self.child.wait()
// </solution>
