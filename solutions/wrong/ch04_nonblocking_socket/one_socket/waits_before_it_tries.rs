//! Sleeps before the first try, though all may be there already.
// <solution wait>
loop {
    peer.arm(Interest::Readable.event(peer.key()))?;
    events.clear();
    poller.wait(&mut events, None)?;
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
}
// </solution>
