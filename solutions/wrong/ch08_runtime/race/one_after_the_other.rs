//! Awaits the first, and would come to the second only after it.
// <solution>
let output = a.await;
drop(b);
output
// </solution>
