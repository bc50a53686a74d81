//! A client that asks how long each single answer takes: all connections ask at once, always.
//!
//! `cargo run --release -p peers --bin latency-client -- http://127.0.0.1:PORT --connections 512 --seconds 2`
//!
//! # Implementation
//! One thread around epoll. Every connection has one request under way: its time runs from just before the request's
//! `write` to the moment after the `wait` that tells of the answer. It looks without sleeping, so it wants a core of its own. The
//! server is at its limit, so the median is the number of connections by its speed; what tells servers apart is how
//! far the slowest answers are from the median.
//!
//! The one line on stdout: `requests=… p50_ns=… p99_ns=… p999_ns=… wall_ns=… foreign_ns=… stolen_ns=…`.
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
            eprintln!("latency-client: {error}");
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

    use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
    use peers::{ClientOptions, REQUEST, Window, pin, read_answer};

    /// So many events a wait brings at most.
    const BATCH: usize = 1024;

    /// A connection with a request under way.
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
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let mut clients = Vec::with_capacity(options.connections);
        for key in 0..options.connections {
            let socket = TcpStream::connect(&options.address)?;
            socket.set_nodelay(true)?;
            socket.set_nonblocking(true)?;
            epoll.add(&socket, EpollEvent::new(EpollFlags::EPOLLIN, key as u64))?;
            clients.push(Client { socket, asked: Instant::now() });
        }
        for client in &mut clients {
            client.ask()?;
        }
        let mut times = Vec::with_capacity(4_000_000);
        go_on(&epoll, &mut clients, options.warm_up, &mut times)?;
        times.clear();
        let window = Window::open(options.server)?;
        go_on(&epoll, &mut clients, options.measured, &mut times)?;
        let spent = window.close()?;
        times.sort_unstable();
        let at =
            |permille: usize| times.get((times.len() * permille / 1000).min(times.len().saturating_sub(1)));
        let [p50, p99, p999] = [500, 990, 999].map(|permille| at(permille).copied().unwrap_or(0));
        lab::say!(
            "requests={} p50_ns={p50} p99_ns={p99} p999_ns={p999} wall_ns={} foreign_ns={} stolen_ns={}",
            times.len(),
            spent.wall.as_nanos(),
            spent.foreign.as_nanos(),
            spent.stolen.as_nanos(),
        );
        Ok(())
    }

    /// Takes answers and asks again; adds how long each answer took, in ns.
    fn go_on(epoll: &Epoll, clients: &mut [Client], time: Duration, times: &mut Vec<u64>) -> io::Result<()> {
        let (start, mut events) = (Instant::now(), vec![EpollEvent::empty(); BATCH]);
        let mut last = start;
        while start.elapsed() < time {
            let n = epoll.wait(&mut events, EpollTimeout::ZERO)?;
            let now = Instant::now();
            if n > 0 {
                last = now;
            } else if now - last > Duration::from_secs(10) {
                return Err(io::Error::other("the server does not answer"));
            }
            for event in &events[..n] {
                let client = &mut clients[event.data() as usize];
                times.push((now - client.asked).as_nanos() as u64);
                read_answer(&client.socket)?;
                client.ask()?;
            }
        }
        Ok(())
    }

    impl Client {
        fn ask(&mut self) -> io::Result<()> {
            self.asked = Instant::now();
            self.socket.write_all(REQUEST)
        }
    }
}
