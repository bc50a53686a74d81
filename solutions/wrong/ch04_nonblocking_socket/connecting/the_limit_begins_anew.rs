//! Allows each wait the whole limit.
// <solution wait>
while !stands(socket)? {
    socket.arm(Interest::Writable.event(socket.key()))?;
    events.clear();
    let begin = Instant::now();
    poller.wait(&mut events, Some(limit))?;
    if begin.elapsed() >= limit {
        return Err(ErrorKind::TimedOut.into());
    }
}
Ok(())
// </solution>
