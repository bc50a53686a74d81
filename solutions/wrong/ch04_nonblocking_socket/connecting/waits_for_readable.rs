//! Waits for `readable`: a new connection is readable when its peer has said something.
// <solution wait>
let deadline = Instant::now() + limit;
while !stands(socket)? {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    socket.arm(Interest::Readable.event(socket.key()))?;
    events.clear();
    poller.wait(&mut events, Some(left))?;
}
Ok(())
// </solution>
