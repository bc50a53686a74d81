//! Goes away and leaves its waker in the mailbox.
// <solution drop>
// Nothing to do: the mailbox is dropped with its last handle.
// </solution>
