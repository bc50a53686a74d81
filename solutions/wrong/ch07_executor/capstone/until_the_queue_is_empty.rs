//! Tasks run until the queue is empty: with one that gives way again and again it never is, and nobody looks at the poller.

// <solution block_on>
loop {
    while let Some(id) = self.next() {
        self.run(id);
    }
    if let Some(output) = outcome(&mut main) {
        return Ok(output);
    }
    self.visit()?;
}
// </solution>
