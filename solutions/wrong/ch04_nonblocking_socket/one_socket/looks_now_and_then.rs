//! Sleeps for a while instead of until it is told.
// <solution wait>
loop {
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
    std::thread::sleep(std::time::Duration::from_millis(10));
}
// </solution>
