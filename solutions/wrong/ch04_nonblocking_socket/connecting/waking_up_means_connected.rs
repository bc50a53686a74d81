//! Takes the end of the wait for a connection: it may be a failure, or nothing at all.
// <solution wait>
socket.arm(Interest::Writable.event(socket.key()))?;
if poller.wait(&mut events, Some(limit))? == 0 {
    return Err(ErrorKind::TimedOut.into());
}
Ok(())
// </solution>
