//! The slow-on-purpose server: in this process for tests ([`Server`]), in a child for demos ([`ServerProcess`]).

use std::io;
use std::net::SocketAddr;

use crate::fetch::Target;
use crate::url::Url;

/// What the server has seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections accepted.
    pub accepted: u64,
    /// Connections open now.
    pub open: u64,
    /// Requests that have come in whole and are not answered yet.
    pub in_flight: u64,
    /// The largest number of them at any instant.
    pub most_in_flight: u64,
    /// Requests answered.
    pub answered: u64,
}

/// The slow server, on a thread of this process. Stops when dropped.
#[derive(Debug)]
pub struct Server {}

impl Server {
    /// Starts it on a port the system picks.
    ///
    /// # Errors
    /// No port, no thread, or no poller to be had.
    pub fn start() -> io::Result<Server> {
        todo!()
    }
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        todo!()
    }
    /// The URL of a path on it.
    pub fn url(&self, _path: &str) -> Url {
        todo!()
    }
    /// The same, ready to fetch.
    pub fn target(&self, path: &str) -> Target {
        Target::at(self.addr(), path)
    }
    /// What it has seen so far.
    pub fn counts(&self) -> Counts {
        todo!()
    }
}

/// The slow server in a child process: this program, started again. It ends when its parent does.
#[derive(Debug)]
pub struct ServerProcess {}

impl ServerProcess {
    /// The hidden command that turns this program into the server.
    pub const COMMAND: &'static str = "lab-server";

    /// Starts it, and waits until it listens. Only for programs whose `main` is [`cli::main`](crate::cli::main).
    ///
    /// # Errors
    /// The child could not be started, or died before it listened.
    pub fn start() -> io::Result<ServerProcess> {
        todo!()
    }
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        todo!()
    }
    /// A path on it, ready to fetch.
    pub fn target(&self, path: &str) -> Target {
        Target::at(self.addr(), path)
    }
    /// What it has seen so far, asked for over HTTP (`GET /counts`).
    ///
    /// # Errors
    /// The child does not answer.
    pub fn counts(&self) -> io::Result<Counts> {
        todo!()
    }
}
