//! Writes all, then reads: with small messages it works, with large ones both sides wait for ever.
// <solution>
if let Err(error) = to_child.write_all(input) {
    if error.kind() != ErrorKind::BrokenPipe {
        return Err(error);
    }
}
drop(to_child);
let mut output = Vec::new();
from_child.read_to_end(&mut output)?;
Ok(Ended { output, status: child.wait()? })
// </solution>
