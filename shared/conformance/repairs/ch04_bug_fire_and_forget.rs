//! What was not taken is kept, and written when there is room.
//!
//! - file: chapters/ch04-nonblocking-socket/examples/ch04_bug_fire_and_forget.rs
//! - test: -p ch04-nonblocking-socket --test bugs
//! - caught by: fire_and_forget_loses_what_did_not_fit
// <from>
fn wrong(socket: &Source<TcpStream>, _: &Poller, message: &[u8]) -> io::Result<()> {
    let mut socket: &TcpStream = socket;
    // The number that comes back says how much was taken. Here nobody looks at it.
    let _ = socket.write(message)?;
    Ok(())
// <to>
fn wrong(socket: &Source<TcpStream>, poller: &Poller, message: &[u8]) -> io::Result<()> {
    right(socket, poller, message)
// </to>
