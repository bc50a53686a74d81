//! Keeps the lock during the wait: nobody else computes.
// <solution>
blocking()
// </solution>
