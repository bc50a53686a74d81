//! Never empties the list of events: after 1,024 of them it is full.
// <solution wait>
loop {
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
    peer.arm(Interest::Readable.event(peer.key()))?;
    poller.wait(&mut events, None)?;
}
// </solution>
