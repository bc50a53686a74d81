//! Waits for both with `join`: no race, it takes as long as the slower one.
// <solution>
let (output, _other) = ch08_runtime::join(a, b).await;
output
// </solution>
