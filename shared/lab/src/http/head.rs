//! Where a head ends, and what goes wrong in it.

use super::{HttpError, MAX_HEAD};

/// A head is parsed on each arrival while it is shorter than this, so that garbage is refused early; from there on only
/// when its end has come. Otherwise a head that comes byte by byte would be parsed from its start at every byte.
const PARSED_EAGERLY: usize = 1024;

/// Whether and where a head ends in the bytes that have come so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeadEnd {
    /// Up to here there is no blank line: looking begins here the next time.
    scanned: usize,
}

/// What there is of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// All of it: so many bytes, with the blank line.
    Whole(usize),
    /// A part, and it is time to see whether it can still become a head.
    LookAtIt,
    /// A part.
    More,
}

impl HeadEnd {
    /// Looks for the blank line in what has come since the last time.
    ///
    /// # Errors
    /// [`HttpError::HeadTooLarge`] when it cannot come within the limit any more.
    pub(super) fn find(&mut self, bytes: &[u8]) -> Result<Found, HttpError> {
        while let Some(newline) = bytes[self.scanned..].iter().position(|byte| *byte == b'\n') {
            let after = self.scanned + newline + 1;
            let end = match &bytes[after..] {
                [b'\n', ..] => Some(after + 1),
                [b'\r', b'\n', ..] => Some(after + 2),
                // The next byte, or the one after it, may still make it a blank line.
                [] | [b'\r'] => break,
                _ => None,
            };
            match end {
                Some(end) if end > MAX_HEAD => return Err(HttpError::HeadTooLarge),
                Some(end) => return Ok(Found::Whole(end)),
                None => self.scanned = after,
            }
        }
        match bytes.len() {
            n if n > MAX_HEAD => Err(HttpError::HeadTooLarge),
            n if n < PARSED_EAGERLY => Ok(Found::LookAtIt),
            _ => Ok(Found::More),
        }
    }
}

/// What `httparse` says, in our words. `starts_as_http` tells a version we do not know from no version at all.
pub(super) fn parse_error(error: httparse::Error, starts_as_http: bool) -> HttpError {
    match error {
        httparse::Error::TooManyHeaders => HttpError::HeadTooLarge,
        httparse::Error::Version if starts_as_http => HttpError::Version,
        httparse::Error::Version => HttpError::Malformed("no HTTP version where one belongs"),
        httparse::Error::HeaderName => HttpError::Malformed("a header's name"),
        httparse::Error::HeaderValue => HttpError::Malformed("a header's value"),
        httparse::Error::NewLine => HttpError::Malformed("a line's end"),
        httparse::Error::Status => HttpError::Malformed("the status code"),
        httparse::Error::Token => HttpError::Malformed("the first line"),
    }
}

/// The values of all headers of that name.
pub(super) fn values<'h>(
    headers: &'h [httparse::Header<'h>],
    name: &'h str,
) -> impl Iterator<Item = &'h [u8]> {
    headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
}

/// Whether a header that is a list, of that name, has that token.
pub(super) fn has_token(headers: &[httparse::Header<'_>], name: &str, token: &str) -> bool {
    values(headers, name)
        .flat_map(|value| value.split(|byte| *byte == b','))
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}
