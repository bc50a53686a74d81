//! Keeps its end of the pipe open: the child waits for more input.
// <solution>
let mut output = Vec::new();
let to_child = &mut to_child;
thread::scope(|scope| {
    scope.spawn(move || {
        let _ = to_child.write_all(input);
    });
    let _ = from_child.read_to_end(&mut output);
});
Ok(Ended { output, status: child.wait()? })
// </solution>
