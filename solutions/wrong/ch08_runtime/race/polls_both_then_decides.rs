//! Polls both before it looks: when the first is ready, what the second gave in that poll is thrown away.
// <solution>
let (mut a, mut b) = (pin!(a), pin!(b));
poll_fn(|cx| match (a.as_mut().poll(cx), b.as_mut().poll(cx)) {
    (Poll::Ready(output), _) | (Poll::Pending, Poll::Ready(output)) => Poll::Ready(output),
    (Poll::Pending, Poll::Pending) => Poll::Pending,
})
.await
// </solution>
