//! Gives the answer with its line's end.
// <solution ask>
let mut answer = String::new();
let to_child = self.to_child.as_mut().unwrap();
let sent = to_child.write_all(format!("{job}\n").as_bytes());
match sent.and_then(|()| self.from_child.read_line(&mut answer)) {
    Ok(_) if answer.ends_with('\n') => Ok(answer),
    _ => Err(Died(self.child.wait().ok())),
}
// </solution>
