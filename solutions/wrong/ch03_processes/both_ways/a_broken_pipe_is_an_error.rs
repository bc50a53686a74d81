//! Takes it for an error that the child does not want all of its input: output and status are lost.
// <solution>
let mut output = Vec::new();
let fed = thread::scope(|scope| {
    let feeder = scope.spawn(move || to_child.write_all(input));
    let _ = from_child.read_to_end(&mut output);
    feeder.join().unwrap()
});
let status = child.wait()?;
fed?;
Ok(Ended { output, status })
// </solution>
