//! Has one bell for the whole program: what one `block_on` hears, another does not.
// <solution loop>
static BELL: std::sync::OnceLock<Arc<Bell>> = std::sync::OnceLock::new();
let mut future = pin!(future);
let bell = Arc::clone(BELL.get_or_init(Bell::of_this_thread));
let waker = Waker::from(Arc::clone(&bell));
let mut context = Context::from_waker(&waker);
loop {
    match future.as_mut().poll(&mut context) {
        Poll::Ready(output) => return output,
        Poll::Pending => bell.sleep(),
    }
}
// </solution>
