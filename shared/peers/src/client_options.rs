//! The command line that the clients share.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::{Long, Value, ValueExt};

/// What the command line says.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The servers, one after another: `127.0.0.1:PORT`.
    pub addresses: Vec<String>,
    /// How many connections to each, each with one request under way.
    pub connections: usize,
    /// How long is measured. In a round: each server.
    pub measured: Duration,
    /// So many rounds, in which the servers take turns. Without it there is one server, measured once.
    pub rounds: Option<usize>,
    /// How long a turn is.
    pub slice: Duration,
    /// So many requests, instead of a time.
    pub requests: Option<u64>,
    /// Whether it sleeps where an answer is not there yet.
    pub blocking: bool,
    /// How long the server is used before that.
    pub warm_up: Duration,
    /// Where this process stays.
    pub core: Option<usize>,
    /// The processes whose CPU time is measured too, in the order of the addresses; none or all.
    pub servers: Vec<u32>,
}

impl ClientOptions {
    /// Understands the process's own.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse() -> Result<ClientOptions, lexopt::Error> {
        let second = Duration::from_secs(1);
        let mut options = ClientOptions {
            addresses: Vec::new(),
            connections: 64,
            measured: 2 * second,
            rounds: None,
            slice: second / 20,
            warm_up: second / 2,
            requests: None,
            blocking: false,
            core: None,
            servers: Vec::new(),
        };
        let mut words = lexopt::Parser::from_env();
        while let Some(word) = words.next()? {
            match word {
                Long("connections") => options.connections = words.value()?.parse()?,
                Long("seconds") => options.measured = seconds(&mut words)?,
                Long("warm-up") => options.warm_up = seconds(&mut words)?,
                Long("requests") => options.requests = Some(words.value()?.parse()?),
                Long("blocking") => options.blocking = true,
                Long("cpu") => options.core = Some(words.value()?.parse()?),
                Long("server") => options.servers.push(words.value()?.parse()?),
                Long("rounds") => options.rounds = Some(words.value()?.parse()?),
                Long("slice") => options.slice = seconds(&mut words)?,
                Value(url) => {
                    let url = url.string()?;
                    let address = url.trim_start_matches("http://").trim_end_matches('/');
                    options.addresses.push(address.to_owned());
                }
                word => return Err(word.unexpected()),
            }
        }
        if options.addresses.is_empty() || options.connections == 0 {
            return Err("give the server's URL, and one connection or more".into());
        }
        if !options.servers.is_empty() && options.servers.len() != options.addresses.len() {
            return Err("say --server PID for each server, in their order, or for none".into());
        }
        if options.rounds.is_none() && options.addresses.len() > 1 {
            return Err("several servers take turns: say --rounds N".into());
        }
        Ok(options)
    }

    /// The first server.
    pub fn address(&self) -> &str {
        &self.addresses[0]
    }

    /// The process of a server, if it was named.
    pub fn server(&self, index: usize) -> Option<u32> {
        self.servers.get(index).copied()
    }
}

/// How every client begins and ends: by what `run` comes to.
pub fn run_client(name: &str, run: fn() -> Result<(), Box<dyn Error>>) -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn seconds(words: &mut lexopt::Parser) -> Result<Duration, lexopt::Error> {
    words.value()?.parse_with(|text| {
        Duration::try_from_secs_f64(text.parse().map_err(|_| "a number")?).map_err(|_| "seconds")
    })
}
