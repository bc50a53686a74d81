//! Looks at the clock in a loop with a `yield_now`: it waits with a busy CPU.
// <solution>
let deadline = std::time::Instant::now() + limit;
let mut future = pin!(future);
loop {
    if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
        return Ok(output);
    }
    if std::time::Instant::now() >= deadline {
        return Err(Elapsed);
    }
    ch08_runtime::yield_now().await;
}
// </solution>
