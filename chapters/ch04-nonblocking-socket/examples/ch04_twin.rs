//! What `twin.py` does, in Rust: would block, told, read; and three sockets on one thread.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket --example ch04_twin
//! $ python3 chapters/ch04-nonblocking-socket/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{Event, Events, Interest, Poller, Source, connect, would_block};
use lab::{net, say};

/// The only place where this program waits.
fn next_told(poller: &Poller) -> io::Result<Event> {
    let mut events = Events::new();
    loop {
        poller.wait(&mut events, None)?;
        if let Some(event) = events.iter().next() {
            return Ok(event);
        }
    }
}

fn read(mailbox: &Source<TcpStream>, most: usize) -> io::Result<String> {
    let mut piece = vec![0; most];
    match (&**mailbox).read(&mut piece) {
        Ok(0) => Ok("the end".to_owned()),
        Ok(n) => Ok(String::from_utf8_lossy(&piece[..n]).into_owned()),
        Err(error) if would_block(&error) => Ok("would block".to_owned()),
        Err(error) => Err(error),
    }
}

// ANCHOR: one_socket
fn one_socket(poller: &Arc<Poller>, listener: &TcpListener) -> io::Result<()> {
    let mailbox = Source::new(poller, connect(listener.local_addr()?)?, 0)?;
    mailbox.arm(Interest::Writable.event(0))?;
    next_told(poller)?;
    say!("told: mailbox is connected, or has failed");
    finish_connect(&mailbox)?;
    let (mut friend, _) = listener.accept()?;
    say!("read: {}", read(&mailbox, 2)?);
    friend.write_all(b"Hello")?;
    for _ in 0..3 {
        // 5 bytes, 2 at a time. Oneshot: asked anew each time, the poller tells for as long as some are left.
        mailbox.arm(Interest::Readable.event(0))?;
        next_told(poller)?;
        say!("told: mailbox is readable");
        say!("read: {}", read(&mailbox, 2)?);
    }
    say!("read: {}", read(&mailbox, 2)?);
    drop(friend);
    mailbox.arm(Interest::Readable.event(0))?;
    next_told(poller)?;
    say!("told: mailbox is readable");
    say!("read: {}", read(&mailbox, 2)?);
    Ok(()) // drop deregisters
}
// ANCHOR_END: one_socket

/// One thread waits for all of them, and answers come in any order.
fn three_sockets(poller: &Arc<Poller>, listener: &TcpListener) -> io::Result<()> {
    let (mut mailboxes, mut friends) = (Vec::new(), Vec::new());
    for number in 1..=3 {
        let mailbox = Source::new(poller, connect(listener.local_addr()?)?, number)?;
        mailbox.arm(Interest::Readable.event(number))?;
        mailboxes.push(mailbox);
        friends.push(listener.accept()?.0);
    }
    for number in [2, 3, 1] {
        // One write: `write!` into a socket would make one of each piece.
        friends[number - 1].write_all(format!("answer {number}").as_bytes())?;
        let told = next_told(poller)?.key;
        say!("told: mailbox {told} is readable: {}", read(&mailboxes[told - 1], 100)?);
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let (poller, listener) = (Arc::new(Poller::new()?), net::listen(0)?);
    one_socket(&poller, &listener)?;
    three_sockets(&poller, &listener)
}
