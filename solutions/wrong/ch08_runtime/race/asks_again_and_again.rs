//! Asks both in a loop with a `yield_now`, instead of waiting to be woken.
// <solution>
let (mut a, mut b) = (pin!(a), pin!(b));
loop {
    let found = poll_fn(|cx| {
        if let Poll::Ready(output) = a.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        match b.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Poll::Ready(None),
        }
    })
    .await;
    if let Some(output) = found {
        return output;
    }
    ch08_runtime::yield_now().await;
}
// </solution>
