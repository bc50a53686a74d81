//! The client's side: one request, one response.

use super::{HttpError, Response};
use crate::url::Url;

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
pub struct Exchange {}

impl Exchange {
    /// A GET, asking the server to close afterwards (`Connection: close`).
    pub fn get(_url: &Url) -> Exchange {
        todo!()
    }
    /// A HEAD: the response has a head and no body, whatever its length says.
    pub fn head(_url: &Url) -> Exchange {
        todo!()
    }
    /// The bytes of the request that are still to be written. Empty when all are.
    pub fn outgoing(&self) -> &[u8] {
        todo!()
    }
    /// `n` bytes of [`outgoing`](Self::outgoing) were written.
    pub fn sent(&mut self, _n: usize) {
        todo!()
    }
    /// Bytes came, cut anywhere. 1xx responses are passed over; 204 and 304 have no body; a body without a length
    /// ends with the stream. Bytes after a complete response are ignored.
    ///
    /// # Errors
    /// The response is not one this client accepts; the exchange is over then.
    pub fn received(&mut self, _bytes: &[u8]) -> Result<Progress, HttpError> {
        todo!()
    }
    /// The stream ended (a read gave 0 bytes).
    ///
    /// # Errors
    /// [`HttpError::Truncated`] unless the response is complete, which a body without a length now is.
    pub fn end_of_stream(&mut self) -> Result<(), HttpError> {
        todo!()
    }
    /// The response.
    ///
    /// # Panics
    /// When it is not complete yet.
    pub fn into_response(self) -> Response {
        todo!()
    }
}
