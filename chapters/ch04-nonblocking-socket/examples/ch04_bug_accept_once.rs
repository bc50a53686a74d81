//! Bug: with edge triggering, one `accept` for each event. Three clients may come before one event is seen; two of them
//! are never let in, and nothing will ever tell of them again.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket --example ch04_bug_accept_once
//! ```
#![forbid(unsafe_code)]

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use ch04_nonblocking_socket::{Events, Interest, PollMode, Poller, Source, would_block};
use lab::say;

const CLIENTS: usize = 3;
/// What the poller has to say about clients that are there, it says at once.
const SILENCE: Duration = Duration::from_millis(200);

fn main() -> io::Result<()> {
    if !Poller::new()?.supports_edge() {
        say!("skipped: this system has no edge triggering");
        return Ok(());
    }
    let (events, accepted) = listen(|listener| usize::from(listener.accept().is_ok()))?;
    say!(
        "wrong: one accept an event: {CLIENTS} clients came, {events} event, {accepted} let in; then silence"
    );
    let (events, accepted) = listen(accept_all)?;
    say!("right: accept until WouldBlock: {CLIENTS} clients came, {events} event, {accepted} let in");
    Ok(())
}

// ANCHOR: accept_all
fn accept_all(listener: &TcpListener) -> usize {
    let mut accepted = 0;
    loop {
        match listener.accept() {
            Ok(_) => accepted += 1,
            // Only now will the next client be news.
            Err(error) if would_block(&error) => return accepted,
            Err(_) => return accepted, // a real server tells troubles of a client from those of the listener
        }
    }
}
// ANCHOR_END: accept_all

/// Some clients connect, then the poller is asked until it is silent: how many events, and how many were let in.
fn listen(accept: impl Fn(&TcpListener) -> usize) -> io::Result<(usize, usize)> {
    let poller = Arc::new(Poller::new()?);
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let listener = Source::with_mode(&poller, listener, 0, PollMode::Edge)?;
    listener.arm(Interest::Readable.event(0))?;
    let _clients: Vec<_> = (0..CLIENTS).map(|_| TcpStream::connect(address)).collect::<Result<_, _>>()?;
    let (mut told, mut accepted) = (0, 0);
    let mut events = Events::new();
    loop {
        events.clear();
        poller.wait(&mut events, Some(SILENCE))?;
        if events.is_empty() {
            return Ok((told, accepted));
        }
        told += events.len();
        accepted += accept(&listener);
    }
}
