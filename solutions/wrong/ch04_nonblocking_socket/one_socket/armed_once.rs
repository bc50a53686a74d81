//! Arms the socket before the loop: the first event is the last.
// <solution wait>
peer.arm(Interest::Readable.event(peer.key()))?;
loop {
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
    events.clear();
    poller.wait(&mut events, None)?;
}
// </solution>
