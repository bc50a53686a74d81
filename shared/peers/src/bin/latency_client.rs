//! A client that asks how long each single answer takes: all connections ask at once, always.
//!
//! `cargo run --release -p peers --bin latency-client -- http://127.0.0.1:PORT --connections 512 --seconds 2`
//!
//! # Implementation
//! One thread around epoll. Every connection has one request under way: its time runs from just before the request's
//! `write` to the moment after the `wait` that tells of the answer. It looks without sleeping, so it wants a core of its own. The
//! server is at its limit, so the median is the number of connections by its speed; what tells servers apart is how
//! far the slowest answers are from the median. In each slice of time they are sorted by themselves, and what is told is the
//! median of a round's slices: a machine that stands still for 5 ms delays one answer in a hundred, and it would be that one.
//!
//! Several servers take turns, as with the light client. A line on stdout, for each server in each round:
//! `server=… requests=… p50_ns=… p99_ns=… p999_ns=… wall_ns=… foreign=…`.
#![forbid(unsafe_code)]

peers::main!(peers::run_client("latency-client", linux::run));

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::io::{self, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
    use peers::{ClientOptions, REQUEST, Stretch, in_turns, pin, read_answer};

    /// So many events a wait brings at most.
    const BATCH: usize = 1024;
    /// A server that has not answered for so long is stuck.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// The connections to one server.
    struct Clients {
        epoll: Epoll,
        events: Vec<EpollEvent>,
        clients: Vec<Client>,
    }

    /// A connection.
    struct Client {
        socket: TcpStream,
        /// When it was asked.
        asked: Instant,
    }

    pub fn run() -> Result<(), Box<dyn Error>> {
        let options = ClientOptions::parse()?;
        lab::net::raise_fd_limit();
        if let Some(core) = options.core {
            pin(core)?;
        }
        let mut servers = Vec::with_capacity(options.addresses.len());
        for address in &options.addresses {
            servers.push(Clients::connect(address, options.connections)?);
        }
        let work = |server: usize, until, stretch: &mut Stretch| servers[server].work(until, stretch);
        Ok(in_turns(&options, work, |server, stretch, foreign| {
            let Stretch { requests, times, wall, .. } = stretch;
            let middle =
                |index: usize| at(&mut times.iter().map(|slice| slice[index]).collect::<Vec<_>>(), 500);
            let ([p50, p99, p999], wall) = ([0, 1, 2].map(middle), wall.as_nanos());
            lab::say!(
                "server={server} requests={requests} p50_ns={p50} p99_ns={p99} p999_ns={p999} wall_ns={wall} foreign={foreign}"
            );
        })?)
    }

    impl Clients {
        fn connect(address: &str, connections: usize) -> Result<Clients, Box<dyn Error>> {
            let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
            let mut clients = Vec::with_capacity(connections);
            for key in 0..connections {
                let socket = TcpStream::connect(address)?;
                socket.set_nodelay(true)?;
                socket.set_nonblocking(true)?;
                epoll.add(&socket, EpollEvent::new(EpollFlags::EPOLLIN, key as u64))?;
                clients.push(Client { socket, asked: Instant::now() });
            }
            Ok(Clients { epoll, events: vec![EpollEvent::empty(); BATCH], clients })
        }

        /// Asks until then, and takes all answers, and the time of each.
        fn work(&mut self, until: Instant, stretch: &mut Stretch) -> io::Result<()> {
            for client in &mut self.clients {
                client.ask()?;
            }
            let mut times = Vec::with_capacity(100_000);
            let (mut under_way, mut last) = (self.clients.len(), Instant::now());
            while under_way > 0 {
                let n = self.epoll.wait(&mut self.events, EpollTimeout::ZERO)?;
                let now = Instant::now();
                if n > 0 {
                    last = now;
                } else if now - last > PATIENCE {
                    return Err(io::Error::other("the server does not answer"));
                }
                for event in &self.events[..n] {
                    let client = &mut self.clients[event.data() as usize];
                    times.push((now - client.asked).as_nanos() as u64);
                    read_answer(&client.socket)?;
                    if now < until {
                        client.ask()?;
                    } else {
                        under_way -= 1;
                    }
                }
            }
            stretch.requests += times.len() as u64;
            stretch.times.push([500, 990, 999].map(|permille| at(&mut times, permille)));
            Ok(())
        }
    }

    /// The time that so many of a thousand did not exceed.
    fn at(times: &mut [u64], permille: usize) -> u64 {
        times.sort_unstable();
        times.get(times.len() * permille / 1000).copied().unwrap_or(0)
    }

    impl Client {
        fn ask(&mut self) -> io::Result<()> {
            self.asked = Instant::now();
            self.socket.write_all(REQUEST)
        }
    }
}
