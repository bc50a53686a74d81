//! Bug: a read of 0 bytes is taken for "nothing yet". The peer has closed, that stays true, and the poller tells it again
//! at once, for ever: a core burns for each client that has gone.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket --example ch04_bug_end_taken_for_nothing
//! ```
//!
//! While clients stay, all goes well. "Nothing yet" has a word of its own: `WouldBlock`. 0 bytes are the end.
#![forbid(unsafe_code)]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source, would_block};
use lab::say;

/// So many events, and we stop it: it would go on for ever.
const ENOUGH: u32 = 10_000;

fn main() -> io::Result<()> {
    let (told, bytes) = read_all(|_| false)?;
    say!("wrong: 0 bytes are \"nothing yet\": told {told} times of {bytes} bytes, and then we stopped it");
    let (told, bytes) = read_all(|n| n == 0)?;
    say!("right: 0 bytes are the end:       told {told} times of {bytes} bytes, and then it was done");
    Ok(())
}

// ANCHOR: read_all
/// Reads from a peer who says a word and closes. How often the poller told, and how many bytes came.
fn read_all(is_the_end: impl Fn(usize) -> bool) -> io::Result<(u32, usize)> {
    let poller = Arc::new(Poller::new()?);
    let (mut events, mut buffer) = (Events::new(), [0; 64]);
    let (mut told, mut bytes) = (0, 0);
    let client = Source::new(&poller, client_that_has_gone()?, 0)?;
    while told < ENOUGH {
        client.arm(Interest::Readable.event(client.key()))?;
        events.clear();
        poller.wait(&mut events, None)?;
        told += 1;
        match (&*client).read(&mut buffer) {
            Ok(n) if is_the_end(n) => break, // and the socket is closed, as it is dropped
            Ok(n) => bytes += n,
            Err(error) if would_block(&error) || error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((told, bytes))
}
// ANCHOR_END: read_all

fn client_that_has_gone() -> io::Result<TcpStream> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    TcpStream::connect(listener.local_addr()?)?.write_all(b"hello")?;
    Ok(listener.accept()?.0)
}
