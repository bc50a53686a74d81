//! Gives the sleep to a task: it goes on when nobody waits for it any more, and so does its timer.
// <solution>
let (mut future, mut time) = (pin!(future), pin!(ch08_runtime::spawn(sleep(limit))));
poll_fn(|cx| match future.as_mut().poll(cx) {
    Poll::Ready(output) => Poll::Ready(Ok(output)),
    Poll::Pending => time.as_mut().poll(cx).map(|_| Err(Elapsed)),
})
.await
// </solution>
