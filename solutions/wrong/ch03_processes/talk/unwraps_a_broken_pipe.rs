//! Takes for granted that a write to the child succeeds: a dead child makes the parent panic.
// <solution ask>
let to_child = self.to_child.as_mut().unwrap();
to_child.write_all(format!("{job}\n").as_bytes()).unwrap();
let mut answer = String::new();
let n = self.from_child.read_line(&mut answer).unwrap();
if n == 0 || !answer.ends_with('\n') {
    return Err(Died(self.child.wait().ok()));
}
Ok(answer.trim_end().to_owned())
// </solution>
