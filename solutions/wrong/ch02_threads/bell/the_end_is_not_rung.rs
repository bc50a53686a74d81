//! Writes down that the mailbox is closed, and tells nobody.
// <solution close>
self.lock().closed = true;
// </solution>
