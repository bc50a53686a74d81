//! Bug: interest in writing is left on when there is nothing to write. A socket nearly always has room, so the poller
//! never sleeps again: a core burns, and the result is right.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket --example ch04_bug_write_interest
//! ```
#![forbid(unsafe_code)]

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Event, Events, PollMode, Poller, Source};
use lab::ledger::Ledger;
use lab::say;

/// For so long the connection is idle: nobody sends, and we have nothing to say.
const IDLE: Duration = Duration::from_millis(300);

fn main() -> io::Result<()> {
    if !Poller::new()?.supports_level() {
        say!("skipped: this system has no level triggering");
        return Ok(());
    }
    let (told, ledger) = Ledger::measure("wrong", || idle(Event::all(0)));
    say!("wrong: interest in both directions: told {} times of nothing, CPU {} ms", told?, cpu(&ledger));
    let (told, ledger) = Ledger::measure("right", || idle(Event::readable(0)));
    say!("right: interest in what we wait for: told {} times, CPU {} ms", told?, cpu(&ledger));
    Ok(())
}

// ANCHOR: idle
/// Watches an idle connection; how often the poller told.
fn idle(interest: Event) -> io::Result<u64> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let _peer = TcpStream::connect(listener.local_addr()?)?;
    let poller = Arc::new(Poller::new()?);
    // Level triggering: armed once, it tells for as long as it is so. (Oneshot, armed anew after each event, spins alike.)
    let socket = Source::with_mode(&poller, listener.accept()?.0, 0, PollMode::Level)?;
    socket.arm(interest)?;
    let (end, mut told) = (Instant::now() + IDLE, 0);
    let mut events = Events::new();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(told);
        }
        events.clear();
        poller.wait(&mut events, Some(left))?;
        told += events.len() as u64;
    }
}
// ANCHOR_END: idle

fn cpu(ledger: &Ledger) -> String {
    ledger.cpu.map_or_else(|| "?".to_owned(), |cpu| cpu.as_millis().to_string())
}
