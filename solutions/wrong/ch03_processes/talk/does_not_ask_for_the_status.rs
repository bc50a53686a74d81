//! Sees that the child has died, and does not ask how: the dead stays in the system's list.
// <solution ask>
let mut answer = String::new();
let to_child = self.to_child.as_mut().unwrap();
let sent = to_child.write_all(format!("{job}\n").as_bytes());
match sent.and_then(|()| self.from_child.read_line(&mut answer)) {
    Ok(_) if answer.ends_with('\n') => Ok(answer.trim_end().to_owned()),
    _ => Err(Died(None)),
}
// </solution>
