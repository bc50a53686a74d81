//! Sleeps by `park` alone: a park inside the future takes the token, and the wake with it.
// <solution sleep>
thread::park();
// </solution>
