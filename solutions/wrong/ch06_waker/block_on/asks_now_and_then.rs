//! Needs no waker: asks every millisecond whether the future can go on.
// <solution sleep>
thread::sleep(std::time::Duration::from_millis(1));
// </solution>
