//! Asks for the peer first: a connection that failed has none, and looks as if it were under way.
// <solution stands>
match socket.peer_addr() {
    Ok(_) => return Ok(true),
    Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(false),
    Err(_) => {}
}
socket.take_error()?.map_or(Ok(false), Err)
// </solution>
