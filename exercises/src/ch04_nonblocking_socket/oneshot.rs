//! # The server that falls silent
//!
//! - minutes: 15
//! - idea: oneshot tells once, then is silent until it is armed again; but who arms what is over is told for ever
//! - page: chapters/ch04-nonblocking-socket/modes.md#how-it-works
//!
//! A server gathers lines of text from many clients, on one thread. It was tried with one client that sent one line, and
//! worked. But: a second client is never let in. Of each client only the first piece arrives, so a line in two pieces is
//! lost. A client that breaks its connection ends the server, and so does one for which there is no descriptor left.
//! And a client that leaves stays in the table, its connection never closed.
//!
//! Repair [`Lines::turn`]; the rest is right.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Result};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};

/// The listener's key; clients count up from the next.
const LISTENER: usize = 0;

/// A server that gathers lines.
#[derive(Debug)]
pub struct Lines {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// Where clients come in.
    listener: Source<TcpListener>,
    /// By key: the clients. Who is removed is closed.
    clients: HashMap<usize, Client>,
    /// The next client's key. Counts up and never back.
    next_key: usize,
    /// The lines so far, in the order in which their ends came.
    pub lines: Vec<String>,
}

impl Lines {
    /// A server for the clients of this listener.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(listener: TcpListener) -> Result<Lines> {
        let poller = Arc::new(Poller::new()?);
        let listener = Source::new(&poller, listener, LISTENER)?;
        listener.arm(Interest::Readable.event(LISTENER))?;
        Ok(Lines { poller, listener, clients: HashMap::new(), next_key: LISTENER + 1, lines: Vec::new() })
    }

    /// Waits once, at most so long, and lets everyone go on who can. How many events there were.
    ///
    /// # Errors
    /// The poller failed, not merely a client.
    pub fn turn(&mut self, patience: Option<Duration>) -> Result<usize> {
        let mut events = Events::new();
        self.poller.wait(&mut events, patience)?;
        for event in events.iter() {
            // TODO: Repair the two branches. Who will be told again, who is gone, and whose trouble is it?
            if event.key == LISTENER {
                let (socket, _) = self.listener.accept()?;
                self.welcome(socket);
            } else if let Some(client) = self.clients.get_mut(&event.key) {
                client.read(&mut self.lines)?;
            }
        }
        Ok(events.len())
    }

    /// Lets a new client in, and asks to be told when it has sent something. Where that fails it is closed.
    fn welcome(&mut self, socket: TcpStream) {
        let key = self.next_key;
        self.next_key += 1;
        if let Ok(socket) = Source::new(&self.poller, socket, key)
            && socket.arm(Interest::Readable.event(key)).is_ok()
        {
            self.clients.insert(key, Client { socket, begun: Vec::new() });
        }
    }
}

/// One client.
#[derive(Debug)]
struct Client {
    /// Its socket.
    socket: Source<TcpStream>,
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
}

impl Client {
    /// Reads once, and adds the lines whose ends came. How many bytes were read: 0 at the end.
    fn read(&mut self, lines: &mut Vec<String>) -> Result<usize> {
        let mut buffer = [0; 1024];
        let n = (&*self.socket).read(&mut buffer)?;
        for &byte in &buffer[..n] {
            if byte == b'\n' {
                lines.push(String::from_utf8_lossy(&self.begun).into_owned());
                self.begun.clear();
            } else {
                self.begun.push(byte);
            }
        }
        Ok(n)
    }
}
