//! Takes the end of the pipe for an empty answer.
// <solution ask>
let mut answer = String::new();
let to_child = self.to_child.as_mut().unwrap();
let sent = to_child.write_all(format!("{job}\n").as_bytes());
if sent.is_err() || self.from_child.read_line(&mut answer).is_err() {
    return Err(Died(self.child.wait().ok()));
}
Ok(answer.trim_end().to_owned())
// </solution>
