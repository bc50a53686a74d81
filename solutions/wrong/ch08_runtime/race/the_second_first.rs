//! Asks the second first.
// <solution>
let (mut a, mut b) = (pin!(a), pin!(b));
poll_fn(|cx| match b.as_mut().poll(cx) {
    Poll::Ready(output) => Poll::Ready(output),
    Poll::Pending => a.as_mut().poll(cx),
})
.await
// </solution>
