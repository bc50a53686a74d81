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
    use std::io::{self, ErrorKind, Read, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use lexopt::prelude::{Long, Value, ValueExt};
    use peers::{REQUEST, RESPONSE, Window, pin};

    /// An answer that takes longer than this will not come any more.
    const PATIENCE: Duration = Duration::from_secs(10);
    /// The clock is looked at once in so many requests.
    const CLOCK_EVERY: usize = 32;

    /// What the command line says.
    struct Options {
        /// `127.0.0.1:PORT`.
        address: String,
        /// How many connections, each with one request under way.
        connections: usize,
        /// How long is measured.
        measured: Duration,
        /// How long the server is used before that.
        warm_up: Duration,
        /// Where this process stays.
        core: Option<usize>,
        /// The process whose CPU time is measured too.
        server: Option<u32>,
    }

    pub fn run() -> Result<(), Box<dyn Error>> {
        let options = Options::parse()?;
        lab::net::raise_fd_limit();
        if let Some(core) = options.core {
            pin(core)?;
        }
        let mut clients = Vec::with_capacity(options.connections);
        for _ in 0..options.connections {
            let client = TcpStream::connect(&options.address)?;
            client.set_nodelay(true)?;
            (&client).write_all(REQUEST)?;
            client.set_nonblocking(true)?;
            clients.push(client);
        }
        let mut next = 0;
        go_round(&clients, &mut next, options.warm_up)?;
        let window = Window::open(options.server)?;
        let requests = go_round(&clients, &mut next, options.measured)?;
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

    // ANCHOR: go_round
    /// Reads an answer and sends a request, connection after connection, from the `next` one on. How many answers came.
    fn go_round(clients: &[TcpStream], next: &mut usize, time: Duration) -> io::Result<u64> {
        let (start, mut answers) = (Instant::now(), 0);
        while start.elapsed() < time {
            for _ in 0..CLOCK_EVERY {
                let mut client = &clients[*next];
                read_answer(client)?;
                client.write_all(REQUEST)?; // one call: there is room, as nothing else is under way
                *next = (*next + 1) % clients.len();
                answers += 1;
            }
        }
        Ok(answers)
    }
    // ANCHOR_END: go_round

    /// Reads one answer and compares every byte. One call, unless the server cut it, or has not got so far.
    fn read_answer(mut client: &TcpStream) -> io::Result<()> {
        let mut buffer = [0; RESPONSE.len() + 1]; // one more, so that a surplus is seen
        let (mut length, mut spins) = (0, Spins::default());
        while length < RESPONSE.len() {
            match client.read(&mut buffer[length..]) {
                Ok(0) => return Err(io::Error::other("the server has closed the connection")),
                Ok(n) => length += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => spins.spin()?,
                Err(error) => return Err(error),
            }
        }
        if buffer[..length] == *RESPONSE {
            return Ok(());
        }
        let came = String::from_utf8_lossy(&buffer[..length]);
        Err(io::Error::other(format!("another answer than expected: {came:?}")))
    }

    /// Waits without sleeping, a little longer each time: up to a few microseconds.
    #[derive(Default)]
    struct Spins {
        /// How often it has waited.
        times: u32,
        /// Since when, once that has become worth a look at the clock.
        since: Option<Instant>,
    }

    impl Spins {
        fn spin(&mut self) -> io::Result<()> {
            for _ in 0..1 << self.times.min(6) {
                std::hint::spin_loop(); // leaves the core to its other thread, where it has two
            }
            self.times += 1;
            if self.times.is_multiple_of(1024)
                && self.since.get_or_insert_with(Instant::now).elapsed() > PATIENCE
            {
                return Err(io::Error::other("the server does not answer"));
            }
            Ok(())
        }
    }

    impl Options {
        fn parse() -> Result<Options, lexopt::Error> {
            let second = Duration::from_secs(1);
            let mut options = Options {
                address: String::new(),
                connections: 64,
                measured: 2 * second,
                warm_up: second / 2,
                core: None,
                server: None,
            };
            let mut words = lexopt::Parser::from_env();
            while let Some(word) = words.next()? {
                match word {
                    Long("connections") => options.connections = words.value()?.parse()?,
                    Long("seconds") => options.measured = seconds(&mut words)?,
                    Long("warm-up") => options.warm_up = seconds(&mut words)?,
                    Long("cpu") => options.core = Some(words.value()?.parse()?),
                    Long("server") => options.server = Some(words.value()?.parse()?),
                    Value(url) => {
                        let url = url.string()?;
                        options.address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
                    }
                    word => return Err(word.unexpected()),
                }
            }
            if options.address.is_empty() || options.connections == 0 {
                return Err("give the server's URL, and one connection or more".into());
            }
            Ok(options)
        }
    }

    fn seconds(words: &mut lexopt::Parser) -> Result<Duration, lexopt::Error> {
        words.value()?.parse_with(|text| {
            Duration::try_from_secs_f64(text.parse().map_err(|_| "a number")?).map_err(|_| "seconds")
        })
    }
}
