//! The same fetch as callbacks, and why this book leaves them: `cargo run -p ch05-event-loop --example ch05_callbacks`.
//!
//! A wait hands the loop a closure: "when this socket is ready, call this". It works, and the loop is even shorter. But
//! the story of one fetch lies in four pieces. What the next piece needs must be moved along by hand. `?` ends at each
//! border, so each piece carries the error on. And there is nothing to hold in the hand: no task that could be asked
//! how far it is, or dropped to cancel it. A coroutine keeps the pieces together, in one value.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{Events, Interest, Poller, Source, connect, would_block};
use lab::fetch::Target;
use lab::http::{Exchange, Progress, Response};
use lab::say;
use lab::server::Server;

/// What to do when a socket is ready.
type Callback = Box<dyn FnOnce(&mut CallbackLoop) -> io::Result<()>>;
/// What to do with the response.
type Done = Box<dyn FnOnce(Response)>;

/// A loop that knows nothing but whom to call.
struct CallbackLoop {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// By key: whom to call. Keys are never used twice (invariant I2).
    waiting: HashMap<usize, Callback>,
    /// The next key.
    next_key: usize,
}

impl CallbackLoop {
    fn call_when_ready(
        &mut self,
        socket: Source<TcpStream>,
        interest: Interest,
        next: impl FnOnce(&mut CallbackLoop, Source<TcpStream>) -> io::Result<()> + 'static,
    ) -> io::Result<()> {
        let key = socket.key();
        socket.arm(interest.event(key))?;
        self.waiting.insert(key, Box::new(move |callbacks| next(callbacks, socket)));
        Ok(())
    }

    fn run(&mut self) -> io::Result<()> {
        let mut events = Events::new();
        while !self.waiting.is_empty() {
            events.clear();
            self.poller.wait(&mut events, None)?;
            // Invariant I1: the whole batch is taken out before anyone is called.
            let batch: Vec<Callback> =
                events.iter().filter_map(|event| self.waiting.remove(&event.key)).collect();
            for callback in batch {
                callback(self)?;
            }
        }
        Ok(())
    }
}

// ANCHOR: callbacks
/// The first piece.
fn fetch(callbacks: &mut CallbackLoop, target: &Target, done: Done) -> io::Result<()> {
    let exchange = Exchange::get(&target.url);
    callbacks.next_key += 1;
    let socket = Source::new(&callbacks.poller, connect(target.addrs[0])?, callbacks.next_key)?;
    callbacks.call_when_ready(socket, Interest::Writable, |callbacks, socket| {
        finish_connect(&socket)?;
        send(callbacks, socket, exchange, done)
    })
}

fn send(
    callbacks: &mut CallbackLoop,
    socket: Source<TcpStream>,
    mut exchange: Exchange,
    done: Done,
) -> io::Result<()> {
    while !exchange.outgoing().is_empty() {
        match (&*socket).write(exchange.outgoing()) {
            Ok(n) => exchange.sent(n),
            Err(error) if would_block(&error) => {
                return callbacks.call_when_ready(socket, Interest::Writable, |callbacks, socket| {
                    send(callbacks, socket, exchange, done)
                });
            }
            Err(error) => return Err(error),
        }
    }
    receive(callbacks, socket, exchange, done)
}

// ANCHOR: receive
fn receive(
    callbacks: &mut CallbackLoop,
    socket: Source<TcpStream>,
    mut exchange: Exchange,
    done: Done,
) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let progress = match (&*socket).read(&mut buffer) {
            Ok(0) => exchange.end_of_stream().map(|()| Progress::Done),
            Ok(n) => exchange.received(&buffer[..n]),
            Err(error) if would_block(&error) => {
                return callbacks.call_when_ready(socket, Interest::Readable, |callbacks, socket| {
                    receive(callbacks, socket, exchange, done)
                });
            }
            Err(error) => return Err(error),
        };
        if progress.map_err(io::Error::other)? == Progress::Done {
            done(exchange.into_response());
            return Ok(());
        }
    }
}
// ANCHOR_END: receive
// ANCHOR_END: callbacks

fn main() -> io::Result<()> {
    let server = Server::start()?;
    let mut callbacks =
        CallbackLoop { poller: Arc::new(Poller::new()?), waiting: HashMap::new(), next_key: 0 };
    for delay in [300, 100, 200] {
        let target = server.target(&format!("/delay/{delay}"));
        let done = move |response: Response| say!("{} after a delay of {delay} ms", response.status);
        fetch(&mut callbacks, &target, Box::new(done))?;
    }
    callbacks.run()?;
    say!("{} requests, at most {} of them at once", server.counts().answered, server.counts().most_in_flight);
    Ok(())
}
