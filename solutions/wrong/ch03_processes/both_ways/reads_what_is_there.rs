//! Reads once: what is in the pipe at that moment, and not all that is said.
// <solution>
let mut output = vec![0; 64 * 1024];
let n = thread::scope(|scope| {
    scope.spawn(move || {
        let _ = to_child.write_all(input);
    });
    let n = from_child.read(&mut output);
    drop(from_child);
    n
})?;
output.truncate(n);
Ok(Ended { output, status: child.wait()? })
// </solution>
