//! Makes the sleep inside the poll: it begins anew each time, and at the end of the poll its timer is unset.
// <solution>
let mut future = pin!(future);
poll_fn(|cx| match future.as_mut().poll(cx) {
    Poll::Ready(output) => Poll::Ready(Ok(output)),
    Poll::Pending => pin!(sleep(limit)).poll(cx).map(|()| Err(Elapsed)),
})
.await
// </solution>
