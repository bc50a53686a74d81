//! The client's side: one request, one response.

use super::framing::{Body, Declared, declared};
use super::head::Head;
use super::{HttpError, MAX_HEADERS, MAX_RESPONSE_BODY, Response};
use crate::url::Url;

#[cfg(test)]
mod bounds;

/// How many 1xx responses may come before the response: more than any server sends, and an end to those that never
/// stop.
const MAX_INFORMATIONAL: u32 = 16;

/// How far a response has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Progress {
    /// More bytes are needed.
    More,
    /// The response is complete: take it with [`Exchange::into_response`].
    Done,
}

/// One request and its response, as a state machine over bytes: write what [`outgoing`](Self::outgoing) holds, tell
/// it with [`sent`](Self::sent), and hand every byte that comes to [`received`](Self::received).
#[derive(Debug)]
pub struct Exchange {
    /// The request.
    request: Vec<u8>,
    /// How much of it is written.
    sent: usize,
    /// Whether it is a HEAD, whose response has no body.
    head_only: bool,
    /// How many 1xx responses have come.
    informational: u32,
    /// What has come of the response: nothing in [`State::Head`], its head in [`State::Body`].
    response: Response,
    /// How far the response has come.
    state: State,
}

/// How far a response has come. It goes forward only; `Done` and `Failed` are not left.
#[derive(Debug)]
enum State {
    /// In its head: what has come of it.
    Head(Vec<u8>, Head),
    /// In its body.
    Body(Body),
    /// Complete.
    Done,
    /// Refused.
    Failed(HttpError),
}

impl Exchange {
    /// A GET, asking the server to close afterwards (`Connection: close`).
    pub fn get(url: &Url) -> Exchange {
        Exchange::new("GET", url)
    }

    /// A HEAD: the response has a head and no body, whatever its length says.
    pub fn head(url: &Url) -> Exchange {
        Exchange::new("HEAD", url)
    }

    fn new(method: &str, url: &Url) -> Exchange {
        let (path, host) = (&url.path, url.authority());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: async-from-the-socket-up\r\n\
             Accept: */*\r\nConnection: close\r\n\r\n"
        );
        Exchange {
            request: request.into_bytes(),
            sent: 0,
            head_only: method == "HEAD",
            informational: 0,
            response: Response { status: 0, headers: Vec::new(), body: Vec::new() },
            state: State::Head(Vec::new(), Head::default()),
        }
    }

    /// The bytes of the request that are still to be written. Empty when all are.
    pub fn outgoing(&self) -> &[u8] {
        &self.request[self.sent..]
    }

    /// `n` bytes of [`outgoing`](Self::outgoing) were written.
    pub fn sent(&mut self, n: usize) {
        self.sent = (self.sent + n).min(self.request.len());
    }

    /// Bytes came, cut anywhere. 1xx responses are passed over; 204 and 304 have no body; a body without a length
    /// ends with the stream. Bytes after a complete response are ignored.
    ///
    /// # Errors
    /// The response is not one this client accepts; the exchange is over then.
    pub fn received(&mut self, bytes: &[u8]) -> Result<Progress, HttpError> {
        let progress = match &mut self.state {
            State::Head(head, _) => {
                head.extend_from_slice(bytes);
                self.read_head(false)
            }
            State::Body(..) => self.read_body(bytes),
            State::Done => Ok(Progress::Done),
            State::Failed(error) => Err(error.clone()),
        };
        progress.inspect_err(|error| self.state = State::Failed(error.clone()))
    }

    /// The stream ended (a read gave 0 bytes).
    ///
    /// # Errors
    /// [`HttpError::Truncated`] unless the response is complete, which a body without a length now is.
    pub fn end_of_stream(&mut self) -> Result<(), HttpError> {
        match &mut self.state {
            State::Done => Ok(()),
            State::Failed(error) => Err(error.clone()),
            State::Head(head, _) if head.is_empty() => Err(HttpError::Truncated("before a response")),
            State::Head(..) => {
                // If that was no head, to say so tells more.
                let _ = self.read_head(true)?;
                Err(HttpError::Truncated("in the middle of the head"))
            }
            State::Body(body) if body.ends_with_the_stream() => {
                self.state = State::Done;
                Ok(())
            }
            State::Body(..) => Err(HttpError::Truncated("in the middle of the body")),
        }
    }

    /// The response.
    ///
    /// # Panics
    /// When it is not complete yet.
    pub fn into_response(self) -> Response {
        assert!(matches!(self.state, State::Done), "the response is not complete: {:?}", self.state);
        self.response
    }

    fn read_head(&mut self, ended: bool) -> Result<Progress, HttpError> {
        // Once around for each 1xx, and once for the response.
        loop {
            let State::Head(bytes, head) = &mut self.state else { return Ok(Progress::More) };
            // Here httparse would bear with blank lines, as servers should. A response has none before it.
            if matches!(bytes.first(), Some(b'\r' | b'\n')) {
                return Err(HttpError::Malformed("the first line"));
            }
            let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
            let mut parsed = httparse::Response::new(&mut headers);
            let Some(end) = head.parse(bytes, ended, &mut parsed)? else { return Ok(Progress::More) };
            let status = parsed.code.unwrap_or(0);
            match status {
                // This client never asks to switch protocols.
                101 => return Err(HttpError::Malformed("a switch of protocols that nobody asked for")),
                100..=199 => {
                    self.informational += 1;
                    if self.informational > MAX_INFORMATIONAL {
                        return Err(HttpError::Malformed("1xx responses without end"));
                    }
                    self.state = State::Head(bytes.split_off(end), Head::default());
                    continue;
                }
                200..=599 => {}
                _ => return Err(HttpError::Malformed("the status code")),
            }
            let text = |header: &httparse::Header<'_>| {
                // A value of several lines is one value.
                let value = String::from_utf8_lossy(header.value).replace("\r\n", " ");
                (header.name.to_owned(), value)
            };
            self.response.status = status;
            self.response.headers = parsed.headers.iter().map(text).collect();
            if self.head_only || matches!(status, 204 | 304) {
                self.state = State::Done;
                return Ok(Progress::Done);
            }
            let body = match declared(parsed.headers)? {
                Declared::Length(length) => Body::of_length(length, MAX_RESPONSE_BODY)?,
                Declared::Chunked => Body::chunked(MAX_RESPONSE_BODY),
                Declared::Nothing => Body::until_close(MAX_RESPONSE_BODY),
            };
            let rest = bytes.split_off(end);
            self.state = State::Body(body);
            return self.read_body(&rest);
        }
    }

    fn read_body(&mut self, bytes: &[u8]) -> Result<Progress, HttpError> {
        let State::Body(body) = &mut self.state else { return Ok(Progress::More) };
        let (_, complete) = body.take(bytes, &mut self.response.body)?;
        if !complete {
            return Ok(Progress::More);
        }
        self.state = State::Done;
        Ok(Progress::Done)
    }
}
