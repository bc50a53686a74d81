//! Bug: one `write` on a socket that does not block, taken for the whole message. It takes what fits; the rest is never
//! sent, and nothing fails.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket --example ch04_bug_fire_and_forget
//! ```
//!
//! With a small message all goes well, so tests see nothing.
#![forbid(unsafe_code)]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use ch04_nonblocking_socket::{Events, Interest, Poller, Source, would_block};
use lab::say;

/// More than fits between two ends of a connection.
const MESSAGE: usize = 32 << 20;

fn main() -> io::Result<()> {
    let message = vec![b'x'; MESSAGE];
    say!("a message of {} MiB", MESSAGE >> 20);
    let arrived = send(&message, wrong)?;
    say!("wrong: one write; {:.1} MiB arrived, and no error", mib(arrived));
    let arrived = send(&message, right)?;
    say!("right: write, and on WouldBlock wait for writable; {:.0} MiB arrived", mib(arrived));
    Ok(())
}

// ANCHOR: wrong
fn wrong(socket: &Source<TcpStream>, _: &Poller, message: &[u8]) -> io::Result<()> {
    let mut socket: &TcpStream = socket;
    // The number that comes back says how much was taken. Here nobody looks at it.
    let _ = socket.write(message)?;
    Ok(())
}
// ANCHOR_END: wrong

// ANCHOR: right
fn right(source: &Source<TcpStream>, poller: &Poller, mut message: &[u8]) -> io::Result<()> {
    let mut socket: &TcpStream = source;
    let mut events = Events::new();
    while !message.is_empty() {
        match socket.write(message) {
            // What it did not take is still ours to send.
            Ok(taken) => message = &message[taken..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // It is full. The poller tells when there is room again.
            Err(error) if would_block(&error) => {
                source.arm(Interest::Writable.event(source.key()))?;
                events.clear();
                poller.wait(&mut events, None)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
// ANCHOR_END: right

/// One way of sending.
type Send = fn(&Source<TcpStream>, &Poller, &[u8]) -> io::Result<()>;

/// Sends the message to a peer who reads all that comes; how much that was.
fn send(message: &[u8], how: Send) -> io::Result<u64> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let peer: JoinHandle<io::Result<u64>> = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut arrived = 0;
        let mut buffer = vec![0; 64 << 10];
        loop {
            match stream.read(&mut buffer)? {
                0 => return Ok(arrived),
                n => arrived += n as u64,
            }
        }
    });
    let poller = Arc::new(Poller::new()?);
    let socket = Source::new(&poller, TcpStream::connect(address)?, 0)?;
    how(&socket, &poller, message)?;
    drop(socket); // closes it: the peer reads what is in flight, and then the end
    peer.join().map_err(|_| io::Error::other("the peer panicked"))?
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
