//! Does nothing in the drop: the pipes are closed, and a child that does not look at them runs on.
// <solution drop>
// </solution>
