//! What a request's head says of the way to answer it.

use super::head::{items, values};
use super::refusal::Refusal;

/// How the client wants its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manners {
    /// The head alone.
    pub(super) head_only: bool,
    /// The connection closes afterwards.
    pub(super) close: bool,
    /// It speaks HTTP/1.0, and knows no chunks.
    pub(super) old: bool,
    /// It waits for a word before it sends the body.
    pub(super) waits: bool,
}

impl Manners {
    /// # Errors
    /// Not one `Host` where one is needed, or an expectation that cannot be met.
    pub(super) fn of(head: &httparse::Request<'_, '_>) -> Result<Manners, Refusal> {
        let old = head.version == Some(0);
        let hosts = values(head.headers, "host").count();
        if hosts > 1 || (hosts == 0 && !old) {
            return Err(Refusal::HOST);
        }
        let mut waits = false;
        for expectation in items(head.headers, "expect") {
            if !expectation.eq_ignore_ascii_case(b"100-continue") {
                return Err(Refusal::EXPECTATION);
            }
            // A client of HTTP/1.0 cannot mean it.
            waits = !old;
        }
        // HTTP/1.0 has ways to keep a connection, too. Closing is always right.
        let close = old || items(head.headers, "connection").any(|item| item.eq_ignore_ascii_case(b"close"));
        Ok(Manners { head_only: head.method == Some("HEAD"), close, old, waits })
    }
}
