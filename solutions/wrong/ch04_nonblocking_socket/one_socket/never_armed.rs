//! Waits without having said for what.
// <solution wait>
loop {
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
    events.clear();
    poller.wait(&mut events, None)?;
}
// </solution>
