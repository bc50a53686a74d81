//! Where a head ends, and what goes wrong in it.

use super::{HttpError, MAX_HEAD};

/// A head is parsed on each arrival while it is shorter than this, so that garbage is refused early; from there on only
/// when its end has come. Otherwise a head that comes byte by byte would be parsed from its start at every byte.
const PARSED_EAGERLY: usize = 1024;

/// Whether and where a head ends in the bytes that have come so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeadEnd {
    /// Up to here everything has been looked at, and no blank line found.
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
        let new = bytes.iter().enumerate().skip(std::mem::replace(&mut self.scanned, bytes.len()));
        for (at, _) in new.filter(|(_, byte)| **byte == b'\n') {
            // A line's end right after a line's end: the line between them is blank.
            if bytes[..at].ends_with(b"\n") || bytes[..at].ends_with(b"\n\r") {
                return if at < MAX_HEAD { Ok(Found::Whole(at + 1)) } else { Err(HttpError::HeadTooLarge) };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_head_that_comes_byte_by_byte_is_looked_at_only_while_it_is_short() {
        let head = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(60_000));
        let mut end = HeadEnd::default();
        let mut looks = 0;
        for n in 1..head.len() {
            assert_eq!(end.scanned, n - 1, "a byte is scanned once");
            match end.find(&head.as_bytes()[..n]) {
                Ok(Found::LookAtIt) => looks += 1,
                found => assert_eq!(found, Ok(Found::More)),
            }
        }
        assert_eq!(end.find(head.as_bytes()), Ok(Found::Whole(head.len())));
        assert_eq!(looks, PARSED_EAGERLY - 1);
    }
}
