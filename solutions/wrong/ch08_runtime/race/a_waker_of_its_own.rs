//! Polls the second with a waker that wakes nobody.
// <solution>
let (mut a, mut b) = (pin!(a), pin!(b));
let mut nobody = std::task::Context::from_waker(std::task::Waker::noop());
poll_fn(|cx| match a.as_mut().poll(cx) {
    Poll::Ready(output) => Poll::Ready(output),
    Poll::Pending => b.as_mut().poll(&mut nobody),
})
.await
// </solution>
