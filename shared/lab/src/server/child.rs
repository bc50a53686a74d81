//! The slow server in a child process, which cannot outlive its parent.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use super::{Counts, Server};
use crate::fetch::Target;
use crate::http::{Exchange, Progress};
use crate::net;
use crate::say;

/// The slow server in a child process: this program, started again. It ends when its parent does.
#[derive(Debug)]
pub struct ServerProcess {
    /// The child. Its stdin is its lifeline: nothing is ever written to it, and when our end closes, however we ended,
    /// the child reads the end of it and ends too.
    child: Child,
    /// Where it listens.
    addr: SocketAddr,
}

impl ServerProcess {
    /// The hidden command that turns this program into the server.
    pub const COMMAND: &'static str = "lab-server";

    /// Starts it, and waits until it listens. Only for programs whose `main` is [`cli::main`](crate::cli::main), or
    /// calls [`child_main`] for this command.
    ///
    /// # Errors
    /// The child could not be started, or died before it listened.
    pub fn start() -> io::Result<ServerProcess> {
        let mut child = Command::new(env::current_exe()?)
            .arg(Self::COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| {
                io::Error::new(error.kind(), format!("cannot start the server process: {error}"))
            })?;
        match port_of(&mut child) {
            Ok(port) => Ok(ServerProcess { child, addr: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
    /// A path on it, ready to fetch.
    pub fn target(&self, path: &str) -> Target {
        Target::at(self.addr, path)
    }
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
    /// What it has seen so far, asked for over HTTP (`GET /counts`). Asking is not counted.
    ///
    /// # Errors
    /// The child does not answer.
    pub fn counts(&self) -> io::Result<Counts> {
        self.ask().map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("the server process on {} does not answer: {error}", self.addr),
            )
        })
    }

    fn ask(&self) -> io::Result<Counts> {
        let mut exchange = Exchange::get(&self.target("/counts").url);
        let mut stream = TcpStream::connect_timeout(&self.addr, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(exchange.outgoing())?;
        exchange.sent(exchange.outgoing().len());

        let mut buffer = [0; 1024];
        let bad = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        loop {
            let n = match stream.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            if n == 0 {
                exchange.end_of_stream().map_err(bad)?;
                break;
            }
            if exchange.received(&buffer[..n]).map_err(bad)? == Progress::Done {
                break;
            }
        }
        let body = exchange.into_response().body;
        Counts::from_json(&String::from_utf8_lossy(&body))
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "these are no counts"))
    }
}

/// How long the child may take to answer. It does so at once, so this is for a child that has been stopped.
const PATIENCE: Duration = Duration::from_secs(10);

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        // Without this it would stay in the system's table as a zombie.
        let _ = self.child.wait();
    }
}

/// Reads the one line the child prints.
fn port_of(child: &mut Child) -> io::Result<u16> {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout.take(100)).read_line(&mut line)?;
    }
    line.trim_end().parse().map_err(|_| {
        io::Error::other(format!("the server process said {line:?} where its port was expected, or ended"))
    })
}

// ANCHOR: child_main
/// What the hidden command [`ServerProcess::COMMAND`] does: serves until stdin ends.
pub fn child_main() -> ExitCode {
    net::raise_fd_limit();
    let server = match Server::start() {
        Ok(server) => server,
        Err(error) => {
            eprintln!("cannot start the slow server: {error}");
            return ExitCode::FAILURE;
        }
    };
    say!("{}", server.addr().port());
    // The server runs on its own thread; this one waits for the parent to end. Nothing ever comes but the end.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    ExitCode::SUCCESS
}
// ANCHOR_END: child_main
