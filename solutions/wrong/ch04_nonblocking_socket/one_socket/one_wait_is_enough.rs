//! Takes what came with the first event for everything.
// <solution wait>
peer.arm(Interest::Readable.event(peer.key()))?;
poller.wait(&mut events, None)?;
Ok(answer.advance(&**peer)?.unwrap_or_default())
// </solution>
