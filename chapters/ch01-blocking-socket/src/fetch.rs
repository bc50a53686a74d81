//! One request on one blocking socket: connect, send, receive, all within one time limit.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use lab::fetch::{FetchError, FetchResult, Fetched, Target};
use lab::http::{Exchange, Progress};
use lab::timeline::Lane;

use crate::blocking::blocking;

/// How many bytes one read takes at most. More would save system calls on large bodies, and cost every thread of
/// chapter 2 so much more memory.
const READ_BUFFER: usize = 16 * 1024;

/// Fetches one target, and blocks this thread until the response is there, or an error, or `timeout` has passed.
///
/// # Errors
/// Everything that [`FetchError`] names, but `Resolve` and `Worker`.
pub fn fetch(target: &Target, timeout: Duration) -> FetchResult {
    fetch_on(Lane::default(), target, timeout)
}

/// The same, drawn on a lane of the timeline: each blocking call is a stretch of waiting.
///
/// # Errors
/// As [`fetch`].
// ANCHOR: fetch
pub fn fetch_on(lane: Lane, target: &Target, timeout: Duration) -> FetchResult {
    let limit = Limit::starting_now(timeout);
    let mut exchange = Exchange::get(&target.url);

    let mut stream = connect(lane, target, &limit)?;
    // A peer may answer before it has read everything (to refuse a request, say) and close. Our next write then fails,
    // but its answer may already be here: so look for it before giving up.
    let sent = send(lane, &mut stream, &mut exchange, &limit);
    if let Err(timed_out @ FetchError::TimedOut { .. }) = sent {
        return Err(timed_out);
    }
    let received = receive(lane, &mut stream, &mut exchange, &limit);
    match (sent, received) {
        (_, Ok(())) => Ok(Fetched { response: exchange.into_response(), elapsed: limit.started.elapsed() }),
        // The first thing that went wrong is the cause, the second its consequence.
        (Err(cause), Err(_)) | (Ok(()), Err(cause)) => Err(cause),
    }
}
// ANCHOR_END: fetch

/// A limit on the total time. Each blocking call gets what is left of it: with the same timeout for each call, a server
/// that sends a byte now and then could hold us for ever.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// When the connect began.
    started: Instant,
    /// How long everything together may take.
    after: Duration,
}

impl Limit {
    fn starting_now(after: Duration) -> Limit {
        Limit { started: Instant::now(), after }
    }

    /// What is left, never zero: to the system, a timeout of zero means none.
    fn left(&self) -> Result<Duration, FetchError> {
        match self.after.checked_sub(self.started.elapsed()) {
            Some(left) if !left.is_zero() => Ok(left),
            _ => Err(self.over()),
        }
    }

    fn over(&self) -> FetchError {
        FetchError::TimedOut { after: self.after }
    }
}

/// Connects to the first address that takes the connection.
///
/// An address that does not answer at all uses up the whole limit. A real program tries the next one after a quarter of
/// a second, with both connects under way ("happy eyeballs", RFC 8305): that needs two waits at once.
fn connect(lane: Lane, target: &Target, limit: &Limit) -> Result<TcpStream, FetchError> {
    let mut failed = None;
    for &addr in &target.addrs {
        let left = limit.left()?;
        match blocking(lane, || TcpStream::connect_timeout(&addr, left)) {
            Ok(stream) => {
                // Without this, the system may hold a small write back until the one before it is acknowledged, in the
                // hope of sending both in one packet (Nagle's algorithm). We write whole messages: nothing to hope for.
                stream.set_nodelay(true).map_err(|source| FetchError::Connect { addr, source })?;
                return Ok(stream);
            }
            // Our own limit, or the system's (it gives up by itself after minutes).
            Err(source) if timed_out(&source) && limit.left().is_err() => return Err(limit.over()),
            Err(source) => failed = Some(FetchError::Connect { addr, source }),
        }
    }
    Err(failed.unwrap_or_else(|| FetchError::Resolve {
        host: target.url.host.clone(),
        source: io::Error::new(ErrorKind::NotFound, "the name has no address"),
    }))
}

/// Sends the whole request.
// ANCHOR: send
fn send(
    lane: Lane,
    stream: &mut TcpStream,
    exchange: &mut Exchange,
    limit: &Limit,
) -> Result<(), FetchError> {
    while !exchange.outgoing().is_empty() {
        stream.set_write_timeout(Some(limit.left()?)).map_err(FetchError::Send)?;
        match blocking(lane, || stream.write(exchange.outgoing())) {
            // A socket takes at least one byte or says why not; a loop that believed in 0 would not end.
            Ok(0) => return Err(FetchError::Send(ErrorKind::WriteZero.into())),
            // The system may take less than we offer: the rest is for the next turn.
            Ok(n) => exchange.sent(n),
            // A signal came while we waited. Nothing is lost: call again.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The system could not get rid of a byte in the time that was left.
            Err(error) if timed_out(&error) => return Err(limit.over()),
            // The connection is broken.
            Err(error) => return Err(FetchError::Send(error)),
        }
    }
    Ok(())
}
// ANCHOR_END: send

/// Receives the whole response.
// ANCHOR: receive
fn receive(
    lane: Lane,
    stream: &mut TcpStream,
    exchange: &mut Exchange,
    limit: &Limit,
) -> Result<(), FetchError> {
    let mut buffer = [0; READ_BUFFER];
    loop {
        stream.set_read_timeout(Some(limit.left()?)).map_err(FetchError::Receive)?;
        match blocking(lane, || stream.read(&mut buffer)) {
            // 0 bytes: the peer will send no more. Whether the response is complete, the exchange knows.
            Ok(0) => return Ok(exchange.end_of_stream()?),
            // Some bytes: maybe a part of the response, maybe all of it. Only the exchange can tell.
            Ok(n) => {
                if exchange.received(&buffer[..n])? == Progress::Done {
                    return Ok(());
                }
            }
            // A signal came while we waited. Nothing is lost: call again.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Nothing came in the time that was left.
            Err(error) if timed_out(&error) => return Err(limit.over()),
            // The connection is broken (a reset, most likely).
            Err(error) => return Err(FetchError::Receive(error)),
        }
    }
}
// ANCHOR_END: receive

/// Whether a blocking call came back because its timeout was over. Unix says *would block* (the call would have to go on
/// blocking), Windows says *timed out*.
fn timed_out(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
