//! Many clients on one thread: the poll loop, on the server's side.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lab::http::{Answer, Request};
use lab::ledger::tally;
use lab::net::out_of_fds;
use polling::{Events, Poller};

use crate::{Connection, Interest, Source, Step, would_block};

/// With no descriptor left for a new client the listener is left alone until a connection closes, or this long.
pub const ACCEPT_AGAIN: Duration = Duration::from_millis(100);
/// After this many new clients in a row the others have their turn.
pub const ACCEPTS_A_TURN: usize = 64;
/// The listener's key; clients count up from the next.
const LISTENER: usize = 0;

/// A client of [`serve`]: answers by the routes of the contract.
type Client = Connection<Source<TcpStream>, fn(&Request<'_>) -> Answer>;

/// What one attempt to accept has brought.
#[derive(Debug)]
pub enum Accepted {
    /// A client. There may be more: ask again.
    Client(TcpStream),
    /// One that was gone again before we came, or a call that was interrupted: ask again.
    Again,
    /// Nobody is waiting.
    Nobody,
    /// There is no descriptor for the client, or the listener has a trouble of its own. The client stays in the
    /// backlog, and the listener stays *readable*: asking again at once would spin.
    Trouble(io::Error),
}

// ANCHOR: accept
/// Accepts one client without waiting.
pub fn accept(listener: &TcpListener) -> Accepted {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    match listener.accept() {
        Ok((socket, _)) => {
            // Answers are small and complete: none should wait for company. Without it they are only later.
            let _ = socket.set_nodelay(true);
            Accepted::Client(socket)
        }
        Err(error) if would_block(&error) => {
            tally::asked();
            Accepted::Nobody
        }
        Err(error) if matches!(error.kind(), Interrupted | ConnectionAborted | ConnectionReset) => {
            Accepted::Again
        }
        Err(error) => Accepted::Trouble(error),
    }
}
// ANCHOR_END: accept

/// Serves every client of the listener on this thread, until the process ends.
///
/// # Errors
/// The poller failed.
pub fn serve(listener: TcpListener) -> io::Result<()> {
    let poller = Arc::new(Poller::new()?);
    let listener = Source::new(&poller, listener, LISTENER)?;
    let mut server = Server {
        poller,
        listener,
        listen_again: None,
        clients: HashMap::new(),
        next_key: LISTENER + 1,
        due: BTreeSet::new(),
    };
    server.accept();
    let mut events = Events::new();
    loop {
        server.turn(&mut events)?;
    }
}

/// The server's state.
struct Server {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// Where clients come in.
    listener: Source<TcpListener>,
    /// Set while the listener is left alone: when to ask it again at the latest.
    listen_again: Option<Instant>,
    /// By key: the clients.
    clients: HashMap<usize, Client>,
    /// The next client's key. Counts up and never back: a key is never used twice (invariant I2).
    next_key: usize,
    /// Who is to go on at what time, whatever their sockets say. An entry may be out of date: that client goes on once
    /// in vain. Chapter 5 does it with `Timers`, which forget.
    due: BTreeSet<(Instant, usize)>,
}

impl Server {
    // ANCHOR: turn
    /// Waits once, and lets everyone go on who can.
    fn turn(&mut self, events: &mut Events) -> io::Result<()> {
        let next = self.due.first().map(|(at, _)| *at).into_iter().chain(self.listen_again).min();
        let patience = next.map(|at| at.saturating_duration_since(Instant::now()));
        events.clear();
        self.poller.wait(events, patience)?;
        tally::told(events.len());
        // Invariant I1: the whole batch is written down before anyone runs. A client that goes on may close, and open
        // others: the batch stays what the poller said.
        let mut keys: Vec<usize> = events.iter().map(|event| event.key).collect();
        let now = Instant::now();
        while self.due.first().is_some_and(|(at, _)| *at <= now) {
            keys.extend(self.due.pop_first().map(|(_, key)| key));
        }
        if self.listen_again.is_some_and(|at| at <= now) {
            keys.push(LISTENER);
        }
        for key in keys {
            if key == LISTENER { self.accept() } else { self.advance(key) }
        }
        Ok(())
    }
    // ANCHOR_END: turn

    fn accept(&mut self) {
        self.listen_again = None;
        for _ in 0..ACCEPTS_A_TURN {
            match accept(&self.listener) {
                Accepted::Again => {}
                Accepted::Nobody => break,
                Accepted::Client(socket) => {
                    let key = self.next_key;
                    self.next_key += 1;
                    // Where registering fails the client is dropped, which closes it: it sees a clear end.
                    if let Ok(socket) = Source::new(&self.poller, socket, key) {
                        self.clients.insert(key, Connection::new(socket, lab::routes::contract));
                        self.advance(key);
                    }
                }
                Accepted::Trouble(error) => {
                    if !out_of_fds(&error) {
                        eprintln!("serve: cannot accept: {error}");
                    }
                    self.listen_again = Instant::now().checked_add(ACCEPT_AGAIN);
                    return; // not armed: the listener is left alone
                }
            }
        }
        if self.listener.arm(Interest::Readable.event(LISTENER)).is_err() {
            self.listen_again = Instant::now().checked_add(ACCEPT_AGAIN);
        }
    }

    fn advance(&mut self, key: usize) {
        // An event for a client that is gone already: keys are never reused, so it cannot hit another.
        let Some(client) = self.clients.get_mut(&key) else { return };
        let armed = match client.advance() {
            Step::Wait(interest, deadline) => {
                self.due.extend(deadline.map(|at| (at, key)));
                interest.map_or(Ok(()), |interest| client.socket().arm(interest.event(key)))
            }
            // Over, well or badly: a client that breaks its connection harms nobody else.
            Step::NoDescriptor(error) | Step::Done(Err(error)) => Err(error),
            Step::Done(Ok(())) => Err(io::ErrorKind::NotConnected.into()),
        };
        if armed.is_err() {
            self.clients.remove(&key);
            if self.listen_again.is_some() {
                // There is a descriptor again.
                self.accept();
            }
        }
    }
}
