//! Whether the own task is over is asked only when the queue is empty: beside a task that is always ready, never.

// <solution block_on>
loop {
    for _ in 0..POLLS_A_TURN {
        let Some(id) = self.next() else { break };
        self.run(id);
    }
    if lock(&self.0.queue).is_empty()
        && let Some(output) = outcome(&mut main)
    {
        return Ok(output);
    }
    self.visit()?;
}
// </solution>
