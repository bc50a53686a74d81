//! Takes "no error yet" for a connection.
// <solution stands>
socket.take_error()?.map_or(Ok(true), Err)
// </solution>
