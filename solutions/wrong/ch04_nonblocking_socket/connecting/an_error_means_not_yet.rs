//! Swallows the reason of a failure.
// <solution stands>
Ok(socket.take_error()?.is_none() && socket.peer_addr().is_ok())
// </solution>
