//! Bug: edge triggered, and one accept for each event; who came together with another is never served.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_accept_once
//! ```
//!
//! An edge tells that something new has come, not how much. Clients who come one by one are all served, so tests see
//! nothing. Level and oneshot triggering forgive this mistake: they tell again.
#![forbid(unsafe_code)]

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use ch04_nonblocking_socket::serve::{Accepted, accept};
use ch04_nonblocking_socket::{Events, Interest, PollMode, Poller, Source};
use lab::say;

/// How many come at once.
const CLIENTS: usize = 3;
/// What the poller has to say about clients who are there, it says at once.
const SILENCE: Duration = Duration::from_millis(200);

/// Lets the clients come, then serves until the poller is silent: how many were accepted?
fn served(accept_all: bool) -> io::Result<usize> {
    let poller = Arc::new(Poller::new()?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let addr = listener.local_addr()?;
    let listener = Source::with_mode(&poller, listener, 0, PollMode::Edge)?;
    listener.arm(Interest::Readable.event(0))?;
    let _clients = [0; CLIENTS].map(|_| TcpStream::connect(addr));

    let mut accepted = 0;
    let mut events = Events::new();
    // ANCHOR: accept_once
    loop {
        events.clear();
        if poller.wait(&mut events, Some(SILENCE))? == 0 {
            return Ok(accepted);
        }
        // Wrong: one event, one client. Repair: accept until the socket says that there is nobody.
        while let Accepted::Client(_client) = accept(&listener) {
            accepted += 1;
            if !accept_all {
                break;
            }
        }
    }
    // ANCHOR_END: accept_once
}

fn main() -> io::Result<()> {
    if !Poller::new()?.supports_edge() {
        say!("this system's poller has no edge triggering, and so not this bug");
        return Ok(());
    }
    say!("wrong: one accept for each event: {} of {CLIENTS} clients served", served(false)?);
    say!("right: accept until there is nobody: {} of {CLIENTS} clients served", served(true)?);
    Ok(())
}
