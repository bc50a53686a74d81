//! Bug: edge triggered, and a short read taken for "drained"; the end of the stream, come with the data, is never seen.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_edge_short_read
//! ```
//!
//! A read that has not filled the buffer has emptied the socket: so the next read would only say *would block*, and may be
//! spared. That is right for bytes. But the end of the stream is not a byte. If it came together with the last of them,
//! there was one edge for both, and there will be no other. (Our reactor may spare that read, because it is oneshot: to
//! arm is to look afresh. See `SHORT_READ_IS_ALL` in driver.rs.)
#![forbid(unsafe_code)]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::{Events, Interest, PollMode, Poller, Source};
use lab::say;

/// What the poller has to say about bytes that are there, it says at once.
const SILENCE: Duration = Duration::from_millis(200);

/// How it ended.
enum End {
    /// The end of the stream was seen.
    Seen,
    /// The poller is silent, and the reader waits.
    Silence,
}

/// Reads what a peer has sent before it closed: how many bytes, and whether the end was seen.
fn read_to_the_end(short_read_is_all: bool) -> io::Result<(usize, End)> {
    let poller = Arc::new(Poller::new()?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut peer = TcpStream::connect(listener.local_addr()?)?;
    let socket = Source::with_mode(&poller, listener.accept()?.0, 0, PollMode::Edge)?;
    socket.arm(Interest::Readable.event(0))?;
    peer.write_all(b"the last bytes")?;
    peer.shutdown(Shutdown::Write)?;
    thread::sleep(Duration::from_millis(50)); // both arrive before we look

    let (mut bytes, mut buffer) = (0, [0; 1024]);
    let mut events = Events::new();
    // ANCHOR: short_read
    loop {
        events.clear();
        if poller.wait(&mut events, Some(SILENCE))? == 0 {
            return Ok((bytes, End::Silence));
        }
        loop {
            match (&*socket).read(&mut buffer) {
                Ok(0) => return Ok((bytes, End::Seen)),
                Ok(n) => {
                    bytes += n;
                    // Wrong with an edge. Repair: read until *would block* or the end.
                    if short_read_is_all && n < buffer.len() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    // ANCHOR_END: short_read
}

fn main() -> io::Result<()> {
    if !Poller::new()?.supports_edge() {
        say!("this system's poller has no edge triggering, and so not this bug");
        return Ok(());
    }
    let said = |end| match end {
        End::Seen => "and the end is seen 1 time",
        End::Silence => "and the end is seen 0 times; then silence, though it has come",
    };
    let (bytes, end) = read_to_the_end(true)?;
    say!("wrong: a short read is taken for all: {bytes} bytes, {}", said(end));
    let (bytes, end) = read_to_the_end(false)?;
    say!("right: read until would block or 0:   {bytes} bytes, {}", said(end));
    Ok(())
}
