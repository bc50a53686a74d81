//! Rings for one at the end: the others who sleep are never told.
// <solution close>
self.lock().closed = true;
self.bell.notify_one();
// </solution>
