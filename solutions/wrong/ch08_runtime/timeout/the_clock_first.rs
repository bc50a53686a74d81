//! Asks the clock before the future: who was done in time, and is polled late, loses.
// <solution>
let (mut future, mut time) = (pin!(future), pin!(sleep(limit)));
poll_fn(|cx| match time.as_mut().poll(cx) {
    Poll::Ready(()) => Poll::Ready(Err(Elapsed)),
    Poll::Pending => future.as_mut().poll(cx).map(Ok),
})
.await
// </solution>
