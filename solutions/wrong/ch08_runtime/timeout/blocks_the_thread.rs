//! Asks now and then, and sleeps in between with the thread's sleep: all other tasks stand still.
// <solution>
let deadline = std::time::Instant::now() + limit;
let mut future = pin!(future);
poll_fn(|cx| loop {
    if let Poll::Ready(output) = future.as_mut().poll(cx) {
        return Poll::Ready(Ok(output));
    }
    if std::time::Instant::now() >= deadline {
        return Poll::Ready(Err(Elapsed));
    }
    std::thread::sleep(Duration::from_millis(1));
})
.await
// </solution>
