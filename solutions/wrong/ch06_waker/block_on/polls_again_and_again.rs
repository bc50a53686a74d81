//! Polls without a pause, until the future is ready.
// <solution loop>
let mut future = pin!(future);
let mut context = Context::from_waker(Waker::noop());
loop {
    if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
        return output;
    }
}
// </solution>
