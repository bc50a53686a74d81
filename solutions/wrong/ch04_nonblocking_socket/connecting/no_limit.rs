//! Waits without a limit: who is never answered waits for ever.
// <solution wait>
let deadline = Instant::now() + limit;
while !stands(socket)? {
    let _ = deadline;
    socket.arm(Interest::Writable.event(socket.key()))?;
    events.clear();
    poller.wait(&mut events, None)?;
}
Ok(())
// </solution>
