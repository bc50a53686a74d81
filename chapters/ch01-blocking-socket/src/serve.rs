//! One client at a time: the simplest server there is, and what to do when the next client cannot be had.

use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::converse::converse;

/// How long a server that cannot accept (or cannot start a thread) waits before it tries again.
pub const BREATH: Duration = Duration::from_millis(100);

/// Serves one client at a time, for as long as the process lives.
///
/// The others wait in the listener's backlog until the one that is served has closed or was silent for
/// [`IDLE`](crate::converse::IDLE): one slow client is everybody's problem. That is this chapter's lesson, not its bug.
///
/// # Errors
/// None: what goes wrong with a client ends its connection, and nothing else.
// ANCHOR: serve
pub fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let client = next_client(&listener);
        // A broken connection is the client's loss. A real server would count and log it.
        let _ = converse(client);
    }
}
// ANCHOR_END: serve

/// The next client; blocks until there is one.
///
/// There is no error to return, because none of them is a reason to stop serving: each is dealt with here, once, for
/// every chapter that accepts on a blocking listener.
// ANCHOR: next_client
pub fn next_client(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept() {
            Ok((client, _)) => return client,
            // This client has gone again before we came to it (aborted), or a signal came: on to the next.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            // No file descriptor left, no memory, a network that is down. The client is still in the backlog, so to ask
            // again at once would only burn the core: wait until something has had time to change.
            Err(_) => thread::sleep(BREATH),
        }
    }
}
// ANCHOR_END: next_client
