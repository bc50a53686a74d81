//! Never sleeps: calls `advance` again at once.
// <solution wait>
loop {
    if let Some(all) = answer.advance(&**peer)? {
        return Ok(all);
    }
}
// </solution>
