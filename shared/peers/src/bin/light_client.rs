//! A client that costs less than the server it measures: two system calls a request, and no sleep.
//!
//! `cargo run --release -p peers --bin light-client -- http://127.0.0.1:PORT --connections 512 --seconds 2`
//!
//! # Implementation
//! One thread. Every connection has one request under way, always: the client goes round, reads the answer of one
//! connection, checks it, sends the next request, and goes on to the next connection. There is no poller in it, so it
//! needs fewer system calls than any server can do with. Where an answer is not there yet it spins, and never sleeps:
//! to wake a thread that sleeps is dear, most of all on a virtual machine, and it is the *server* that pays, inside its
//! `write`. A client that sleeps is woken once a request by every server that is slower than itself, and hardly ever by
//! one that is faster: slow servers would look slower than they are. (ch08 measured with such a client: a sixth of its
//! time went into waking it, a thirtieth of the raw loop's.) So give it a core of its own.
//!
//! With `--blocking` it sleeps all the same: where both ends share one core, spinning would keep the server from it.
//! With `--requests N` it stops after so many, instead of after a time.
//!
//! The one line on stdout: `requests=… wall_ns=… server_ns=… client_ns=… foreign_ns=… stolen_ns=…`, all within the
//! measured time; `server_ns` is 0 without `--server`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    peers::serve_on(|_| Ok(()))
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    match linux::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("light-client: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::io::{self, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use peers::{ClientOptions, REQUEST, Window, pin, read_answer};

    /// The clock is looked at once in so many requests.
    const CLOCK_EVERY: u64 = 32;
    /// A server that has not answered for so long is stuck.
    const PATIENCE: Duration = Duration::from_secs(10);

    pub fn run() -> Result<(), Box<dyn Error>> {
        let options = ClientOptions::parse()?;
        lab::net::raise_fd_limit();
        if let Some(core) = options.core {
            pin(core)?;
        }
        let mut clients = Vec::with_capacity(options.connections);
        for _ in 0..options.connections {
            let client = TcpStream::connect(&options.address)?;
            client.set_nodelay(true)?;
            (&client).write_all(REQUEST)?;
            client.set_nonblocking(!options.blocking)?;
            client.set_read_timeout(options.blocking.then_some(PATIENCE))?;
            clients.push(client);
        }
        let mut next = 0;
        let enough = match options.requests {
            Some(requests) => Enough::After(requests),
            None => {
                go_round(&clients, &mut next, Enough::At(Instant::now() + options.warm_up))?;
                Enough::At(Instant::now() + options.measured)
            }
        };
        let window = Window::open(options.server)?;
        let requests = go_round(&clients, &mut next, enough)?;
        let spent = window.close()?;
        lab::say!(
            "requests={requests} wall_ns={} server_ns={} client_ns={} foreign_ns={} stolen_ns={}",
            spent.wall.as_nanos(),
            spent.server.as_nanos(),
            spent.own.as_nanos(),
            spent.foreign.as_nanos(),
            spent.stolen.as_nanos(),
        );
        Ok(())
    }

    /// When it is enough.
    #[derive(Clone, Copy)]
    enum Enough {
        At(Instant),
        /// So many answers.
        After(u64),
    }

    // ANCHOR: go_round
    /// Reads an answer and sends a request, connection after connection, from the `next` one on. How many answers came.
    fn go_round(clients: &[TcpStream], next: &mut usize, enough: Enough) -> io::Result<u64> {
        let mut answers = 0;
        loop {
            let round = match enough {
                Enough::At(time) if Instant::now() < time => CLOCK_EVERY,
                Enough::After(requests) if answers < requests => CLOCK_EVERY.min(requests - answers),
                _ => return Ok(answers),
            };
            for _ in 0..round {
                let mut client = &clients[*next];
                read_answer(client)?;
                client.write_all(REQUEST)?; // one call: there is room, as nothing else is under way
                *next = (*next + 1) % clients.len();
                answers += 1;
            }
        }
    }
    // ANCHOR_END: go_round
}
