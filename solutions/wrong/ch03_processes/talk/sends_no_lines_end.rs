//! Sends the job without a line's end: the child waits for the rest of it.
// <solution ask>
let mut answer = String::new();
let to_child = self.to_child.as_mut().unwrap();
let sent = to_child.write_all(job.as_bytes());
match sent.and_then(|()| self.from_child.read_line(&mut answer)) {
    Ok(_) if answer.ends_with('\n') => Ok(answer.trim_end().to_owned()),
    _ => Err(Died(self.child.wait().ok())),
}
// </solution>
