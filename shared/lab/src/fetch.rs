//! What a `fetch` is asked for, what it brings back, and how it fails: the same in every chapter.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use crate::http::{HttpError, Response};
use crate::url::Url;

/// From connect to last byte, unless `--timeout` says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// One thing to fetch, its name already resolved: up to chapter 7 that happens before the batch starts, because
/// resolving a name blocks, and no socket tells when it is done.
#[derive(Clone, Debug)]
pub struct Target {
    /// What was asked for.
    pub url: Url,
    /// Where it lives, in the order to try. Never empty.
    pub addrs: Vec<SocketAddr>,
}

impl Target {
    /// Looks the host up. Blocks for as long as the resolver takes.
    ///
    /// # Errors
    /// [`FetchError::Resolve`] when there is no such name, or no address for it.
    pub fn resolve(url: Url) -> Result<Target, FetchError> {
        let failed = |source| FetchError::Resolve { host: url.host.clone(), source };
        let addrs: Vec<SocketAddr> =
            (url.host.as_str(), url.port).to_socket_addrs().map_err(failed)?.collect();
        if addrs.is_empty() {
            return Err(failed(io::Error::new(io::ErrorKind::NotFound, "the name has no address")));
        }
        Ok(Target { url, addrs })
    }

    /// A path on a server whose address is known: the lab's own, in demos and tests.
    pub fn at(addr: SocketAddr, path: &str) -> Target {
        let url = Url { host: addr.ip().to_string(), port: addr.port(), path: path.to_owned() };
        Target { url, addrs: vec![addr] }
    }
}

/// Looks all names up, each once, one after the other, before anything is fetched: a lookup blocks, and no socket tells
/// when it is done. (Chapter 8 has threads for it.)
pub fn resolve_in_turn(urls: &[Url]) -> Vec<Result<Target, FetchError>> {
    let mut known: HashMap<(&str, u16), Vec<SocketAddr>> = HashMap::new();
    let mut targets = Vec::with_capacity(urls.len());
    for url in urls {
        let place = (url.host.as_str(), url.port);
        if let Some(addrs) = known.get(&place) {
            targets.push(Ok(Target { url: url.clone(), addrs: addrs.clone() }));
            continue;
        }
        let target = Target::resolve(url.clone());
        if let Ok(target) = &target {
            known.insert(place, target.addrs.clone());
        }
        targets.push(target);
    }
    targets
}

/// A response, and how long it took from connect to last byte.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What the server said.
    pub response: Response,
    /// From the start of the connect to the last byte.
    pub elapsed: Duration,
}

/// How one fetch of a batch ended.
pub type FetchResult = Result<Fetched, FetchError>;

/// Why a fetch failed. The message says what was being done, and to what.
#[derive(Debug)]
pub enum FetchError {
    /// The name could not be turned into an address.
    Resolve {
        /// The name.
        host: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// No address of the target took the connection; `addr` is the last that was tried.
    Connect {
        /// The last address tried.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// There is no file descriptor for a socket, and nobody who would give one back.
    NoDescriptor(io::Error),
    /// The connection broke while the request was being written.
    Send(io::Error),
    /// The connection broke while the response was being read.
    Receive(io::Error),
    /// Not everything had come when the time was over.
    TimedOut {
        /// The limit that was set.
        after: Duration,
    },
    /// What came is not an HTTP response this client accepts.
    Http(HttpError),
    /// The thread, process or task that was doing it is gone; the sentence says what is known.
    Worker(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Resolve { host, source } => write!(f, "cannot resolve {host}: {source}"),
            FetchError::Connect { addr, source } => write!(f, "cannot connect to {addr}: {source}"),
            FetchError::NoDescriptor(source) => {
                write!(f, "cannot open a socket, and no other is open that could be closed: {source}")
            }
            FetchError::Send(source) => write!(f, "cannot send the request: {source}"),
            FetchError::Receive(source) => write!(f, "cannot read the response: {source}"),
            FetchError::TimedOut { after } => {
                write!(f, "timed out: no complete response within {:.3} s", after.as_secs_f64())
            }
            FetchError::Http(error) => write!(f, "bad response: {error}"),
            FetchError::Worker(what) => write!(f, "{what}"),
        }
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FetchError::Resolve { source, .. } | FetchError::Connect { source, .. } => Some(source),
            FetchError::NoDescriptor(source) | FetchError::Send(source) | FetchError::Receive(source) => {
                Some(source)
            }
            FetchError::Http(error) => Some(error),
            FetchError::TimedOut { .. } | FetchError::Worker(_) => None,
        }
    }
}

impl From<HttpError> for FetchError {
    fn from(error: HttpError) -> Self {
        FetchError::Http(error)
    }
}

/// A chapter's way of fetching a batch: a name, and the function. Results come in the order of the targets.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// As the ledgers and pictures call it: `in turn`, `threads`, `event loop`.
    pub name: &'static str,
    /// The chapter it comes from: `ch01`.
    pub chapter: &'static str,
    /// Fetches the whole batch, each with the same limit on its total time.
    pub fetch_all: fn(&[Target], Duration) -> Vec<FetchResult>,
}
