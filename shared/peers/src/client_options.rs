//! The command line that the clients share.

use std::time::Duration;

use lexopt::prelude::{Long, Value, ValueExt};

/// What the command line says.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// How many connections, each with one request under way.
    pub connections: usize,
    /// How long is measured.
    pub measured: Duration,
    /// So many requests, instead of a time.
    pub requests: Option<u64>,
    /// Whether it sleeps where an answer is not there yet.
    pub blocking: bool,
    /// How long the server is used before that.
    pub warm_up: Duration,
    /// Where this process stays.
    pub core: Option<usize>,
    /// The process whose CPU time is measured too.
    pub server: Option<u32>,
}

impl ClientOptions {
    /// Understands the process's own.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse() -> Result<ClientOptions, lexopt::Error> {
        let second = Duration::from_secs(1);
        let mut options = ClientOptions {
            address: String::new(),
            connections: 64,
            measured: 2 * second,
            warm_up: second / 2,
            requests: None,
            blocking: false,
            core: None,
            server: None,
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
