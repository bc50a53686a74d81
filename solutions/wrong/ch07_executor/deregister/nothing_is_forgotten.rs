//! A dropped registration leaves its waker in the table.

// <solution drop>
// The key is never used again, so the entry does no harm.
// </solution>
