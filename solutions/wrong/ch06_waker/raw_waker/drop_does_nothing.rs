//! A pointer needs no drop, it thinks: each waker that was not used up leaks its handle.
// <solution drop>
// Nothing to do: it is only a pointer.
// </solution>
