//! Says that the lock is held again, whether another has it or not.
// <solution>
struct TakeBack<'a>(&'a GlobalLock);
impl Drop for TakeBack<'_> {
    fn drop(&mut self) {
        *self.0.held() = true;
    }
}
self.lock.release();
let _take_back = TakeBack(self.lock);
blocking()
// </solution>
