//! Asks the future once, sleeps for the whole limit, and asks once more.
// <solution>
let mut future = pin!(future);
if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
    return Ok(output);
}
sleep(limit).await;
match poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
    Poll::Ready(output) => Ok(output),
    Poll::Pending => Err(Elapsed),
}
// </solution>
