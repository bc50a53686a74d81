//! Waits for the child's end before it reads: the child cannot end while nobody takes its answers.
// <solution>
let mut output = Vec::new();
let status = thread::scope(|scope| {
    scope.spawn(move || {
        let _ = to_child.write_all(input);
    });
    child.wait()
})?;
from_child.read_to_end(&mut output)?;
Ok(Ended { output, status })
// </solution>
