//! Names the guard `_`: that drops it at once, so the lock is taken back before the wait.
// <solution>
struct TakeBack<'a>(&'a GlobalLock);
impl Drop for TakeBack<'_> {
    fn drop(&mut self) {
        self.0.acquire();
    }
}
self.lock.release();
let _ = TakeBack(self.lock);
blocking()
// </solution>
