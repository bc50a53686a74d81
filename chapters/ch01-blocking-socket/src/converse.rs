//! One connection from the server's side, on blocking calls: questions in, answers out, until one of the two closes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use lab::http::{Conversation, Service, Want};
use lab::routes;

/// A client that neither sends nor takes a byte for so long is left. Without it, a client that says nothing would own a
/// blocking server for ever.
///
/// A client that sends one byte every 29 seconds still would. A real server also limits the time for a whole request.
pub const IDLE: Duration = Duration::from_secs(30);

/// Answers one client until it has had enough, on this thread, which waits in `recv` and `send`.
///
/// # Errors
/// The connection broke, or the client did nothing for [`IDLE`]. Either is the client's loss and no reason to stop
/// serving others.
pub fn converse(stream: TcpStream) -> io::Result<()> {
    converse_for(stream, routes::contract, IDLE)
}

/// The same with any service and any patience.
///
/// # Errors
/// As [`converse`].
// ANCHOR: converse
pub fn converse_for<S: Service>(mut stream: TcpStream, service: S, idle: Duration) -> io::Result<()> {
    // Answers are written whole, so there is nothing to collect small writes for; with Nagle's algorithm the second
    // answer of a pipelined pair could wait for the client's acknowledgement of the first.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(idle))?;
    stream.set_write_timeout(Some(idle))?;
    let mut conversation = Conversation::new(service);
    let mut buffer = [0; 16 * 1024];
    loop {
        match conversation.want() {
            Want::Write => match stream.write(conversation.outgoing()) {
                // A socket takes at least one byte or says why not; a loop that believed in 0 would not end.
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                // Maybe not all of it: the conversation will want the rest.
                Ok(n) => conversation.sent(n),
                // A signal came while we waited: call again.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Broken, or the client takes nothing.
                Err(error) => return Err(error),
            },
            Want::Read => match stream.read(&mut buffer) {
                // The client will send no more. It may still be reading.
                Ok(0) => conversation.end_of_stream(),
                // Half a question, or three of them: the conversation knows.
                Ok(n) => conversation.received(&buffer[..n]),
                // A signal came while we waited: call again.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Broken, or the client says nothing.
                Err(error) => return Err(error),
            },
            // The answer is to be late. This thread can do nothing better than sleep.
            Want::Pause(pause) => {
                std::thread::sleep(pause);
                conversation.pause_is_over();
            }
            Want::Linger => return linger(stream, &mut buffer, Conversation::<S>::LINGER),
            Want::Close => return Ok(()),
        }
    }
}
// ANCHOR_END: converse

/// Closes so that the last answer arrives: says that no more will come, then reads and throws away until the client
/// closes too, or `limit` has passed. A plain close with unread bytes makes the system send a reset, and a reset may
/// destroy an answer that is on its way.
fn linger(mut stream: TcpStream, buffer: &mut [u8], limit: Duration) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let started = Instant::now();
    loop {
        // What is left of the limit, not the whole of it: a client that goes on sending must not keep us here.
        let Some(left) = limit.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) else {
            return Ok(());
        };
        stream.set_read_timeout(Some(left))?;
        match stream.read(buffer) {
            // The client has closed: it has read all it wanted.
            Ok(0) => return Ok(()),
            // Nobody wants to know what it said.
            Ok(_) => {}
            // A signal came while we waited: call again.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Time over, or a reset. We have done what we could.
            Err(_) => return Ok(()),
        }
    }
}
