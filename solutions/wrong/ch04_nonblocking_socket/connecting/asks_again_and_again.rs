//! Asks the socket in a loop until it stands.
// <solution wait>
let deadline = Instant::now() + limit;
while !stands(socket)? {
    if Instant::now() >= deadline {
        return Err(ErrorKind::TimedOut.into());
    }
}
Ok(())
// </solution>
