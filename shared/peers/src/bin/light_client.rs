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
//! With `--requests N` it stops after so many, instead of after a time. With `--rounds N` it takes several servers, a slice
//! of time each, in turns.
//!
//! A line on stdout, for each server in each round: `server=… requests=… wall_ns=… server_ns=… foreign=…`: which server, in
//! the order of the URLs; its answers, time and CPU time (0 without `--server`), and the share of a core that others had.
#![forbid(unsafe_code)]

peers::main!(peers::run_client("light-client", linux::run));

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::io::{self, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use peers::{ClientOptions, REQUEST, Stretch, Window, in_turns, pin, read_answer};

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
        let mut servers = Vec::with_capacity(options.addresses.len());
        for address in &options.addresses {
            servers.push(Clients::connect(address, &options)?);
        }
        if options.rounds.is_some() {
            let work = |server: usize, until, stretch: &mut Stretch| {
                stretch.requests += servers[server].work(until)?;
                Ok(())
            };
            return Ok(in_turns(&options, work, |server, stretch, foreign| {
                let Stretch { requests, wall, server: cpu, .. } = stretch;
                let (wall, cpu) = (wall.as_nanos(), cpu.as_nanos());
                lab::say!(
                    "server={server} requests={requests} wall_ns={wall} server_ns={cpu} foreign={foreign}"
                );
            })?);
        }
        let clients = &mut servers[0];
        clients.ask_all()?;
        let enough = match options.requests {
            Some(requests) => Enough::After(requests),
            None => {
                clients.go_round(Enough::At(Instant::now() + options.warm_up))?;
                Enough::At(Instant::now() + options.measured)
            }
        };
        let window = Window::open(&options.servers)?;
        let requests = clients.go_round(enough)?;
        let spent = window.close()?;
        let foreign = (spent.foreign + spent.stolen).as_secs_f64() / spent.wall.as_secs_f64();
        let (wall, cpu) = (spent.wall.as_nanos(), spent.server.as_nanos());
        lab::say!("server=0 requests={requests} wall_ns={wall} server_ns={cpu} foreign={foreign}");
        Ok(())
    }

    /// The connections to one server.
    struct Clients {
        sockets: Vec<TcpStream>,
        /// Whose answer is read next.
        next: usize,
    }

    /// When it is enough.
    #[derive(Clone, Copy)]
    enum Enough {
        At(Instant),
        /// So many answers.
        After(u64),
    }

    impl Clients {
        fn connect(address: &str, options: &ClientOptions) -> io::Result<Clients> {
            let mut sockets = Vec::with_capacity(options.connections);
            for _ in 0..options.connections {
                let socket = TcpStream::connect(address)?;
                socket.set_nodelay(true)?;
                socket.set_nonblocking(!options.blocking)?;
                socket.set_read_timeout(options.blocking.then_some(PATIENCE))?;
                sockets.push(socket);
            }
            Ok(Clients { sockets, next: 0 })
        }

        fn ask_all(&self) -> io::Result<()> {
            self.sockets.iter().try_for_each(|mut socket| socket.write_all(REQUEST))
        }

        /// Asks until then, and takes all answers. How many came.
        fn work(&mut self, until: Instant) -> io::Result<u64> {
            self.ask_all()?;
            let answers = self.go_round(Enough::At(until))?;
            for index in 0..self.sockets.len() {
                read_answer(&self.sockets[(self.next + index) % self.sockets.len()])?;
            }
            Ok(answers + self.sockets.len() as u64)
        }

        // ANCHOR: go_round
        /// Reads an answer and sends a request, connection after connection. How many answers came.
        fn go_round(&mut self, enough: Enough) -> io::Result<u64> {
            let mut answers = 0;
            loop {
                let round = match enough {
                    Enough::At(time) if Instant::now() < time => CLOCK_EVERY,
                    Enough::After(requests) if answers < requests => CLOCK_EVERY.min(requests - answers),
                    _ => return Ok(answers),
                };
                for _ in 0..round {
                    let mut socket = &self.sockets[self.next];
                    read_answer(socket)?;
                    socket.write_all(REQUEST)?; // one call: there is room, as nothing else is under way
                    self.next = (self.next + 1) % self.sockets.len();
                    answers += 1;
                }
            }
        }
        // ANCHOR_END: go_round
    }
}
