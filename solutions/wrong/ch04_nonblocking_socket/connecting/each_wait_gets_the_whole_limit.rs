//! Computes the end once, but allows each wait the whole limit: a late wake makes it nearly twice as long.
// <solution wait>
let deadline = Instant::now() + limit;
while !stands(socket)? {
    if Instant::now() >= deadline {
        return Err(ErrorKind::TimedOut.into());
    }
    socket.arm(Interest::Writable.event(socket.key()))?;
    events.clear();
    poller.wait(&mut events, Some(limit))?;
}
Ok(())
// </solution>
