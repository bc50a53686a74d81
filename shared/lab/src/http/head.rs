//! When to parse a head, and what goes wrong in it: the same for requests and responses.

use super::{HttpError, MAX_HEAD};

/// While a head is shorter than this it is parsed on every arrival, so that garbage is refused early.
const PARSED_EAGERLY: usize = 1024;

/// A head that is coming in.
///
/// To find its end, a head must be parsed from its start. Done at every arrival, that would be quadratic: a peer that
/// sends 64 KiB byte by byte would make us read two billion. So a long head is parsed only when the blank line has
/// come, when it has doubled since the last time (or garbage that begins with a long line would wait for its end), and
/// when it reaches the limit. Every parse sees a prefix of the same bytes, so the verdict is the same for any cuts.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Up to here no blank line was found. Everything is looked at once.
    scanned: usize,
    /// How long it was when it was last parsed.
    parsed_at: usize,
    /// The bytes parsed so far, those parsed again counted again: the tests' witness.
    #[cfg(test)]
    pub(super) work: usize,
}

impl Head {
    // ANCHOR: parse_head
    /// Parses what has come of the head, if that can tell anything new; gives the head's length once it is complete.
    /// `bytes` begin where the head begins, and may go on after its end.
    ///
    /// # Errors
    /// It is no head, and nothing that may still come can make it one.
    pub(super) fn parse<'b>(
        &mut self,
        bytes: &'b [u8],
        parse: impl FnOnce(&'b [u8]) -> httparse::Result<usize>,
    ) -> Result<Option<usize>, HttpError> {
        // What lies beyond the limit is not looked at: it cannot belong to a head.
        let bytes = &bytes[..bytes.len().min(MAX_HEAD)];
        let new = std::mem::replace(&mut self.scanned, bytes.len());
        let due =
            bytes.len() < PARSED_EAGERLY || bytes.len() >= 2 * self.parsed_at || bytes.len() == MAX_HEAD;
        if !due && !ends_a_line_twice(bytes, new) {
            return Ok(None);
        }
        self.parsed_at = bytes.len();
        #[cfg(test)]
        {
            self.work += bytes.len();
        }
        match parse(bytes).map_err(|error| in_our_words(error, bytes))? {
            httparse::Status::Complete(end) => Ok(Some(end)),
            httparse::Status::Partial if bytes.len() == MAX_HEAD => Err(HttpError::HeadTooLarge),
            httparse::Status::Partial => Ok(None),
        }
    }
    // ANCHOR_END: parse_head
}

/// Whether a blank line ends at or after `new`. It may have begun before.
fn ends_a_line_twice(bytes: &[u8], new: usize) -> bool {
    let line_ends = (new..bytes.len()).filter(|at| bytes[*at] == b'\n');
    line_ends.map(|at| &bytes[..at]).any(|before| before.ends_with(b"\n") || before.ends_with(b"\n\r"))
}

/// What `httparse` says, in our words.
fn in_our_words(error: httparse::Error, head: &[u8]) -> HttpError {
    match error {
        httparse::Error::TooManyHeaders => HttpError::HeadTooLarge,
        httparse::Error::Version if names_a_version(head) => HttpError::Version,
        httparse::Error::Version => HttpError::Malformed("no HTTP version where one belongs"),
        httparse::Error::HeaderName => HttpError::Malformed("a header's name"),
        httparse::Error::HeaderValue => HttpError::Malformed("a header's value"),
        httparse::Error::NewLine => HttpError::Malformed("a line's end"),
        httparse::Error::Status => HttpError::Malformed("the status code"),
        httparse::Error::Token => HttpError::Malformed("the first line"),
    }
}

/// Whether the first line has something like `HTTP/2.0`: a version we do not speak is not garbage.
fn names_a_version(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.split(|byte| *byte == b' ').any(|word| word.starts_with(b"HTTP/"))
}

/// The values of all headers of that name.
pub(super) fn values<'h>(
    headers: &'h [httparse::Header<'h>],
    name: &'h str,
) -> impl Iterator<Item = &'h [u8]> {
    headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
}

/// The items of a header that is a list, of that name. It may be written as one header or as several.
pub(super) fn items<'h>(
    headers: &'h [httparse::Header<'h>],
    name: &'h str,
) -> impl Iterator<Item = &'h [u8]> {
    values(headers, name).flat_map(|value| value.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a request that comes byte by byte; gives how it ended, and after how many bytes.
    fn byte_by_byte(bytes: &[u8], head: &mut Head) -> (Result<Option<usize>, HttpError>, usize) {
        for n in 1..=bytes.len() {
            let mut headers = [httparse::EMPTY_HEADER; 10];
            let outcome = head.parse(&bytes[..n], |part| httparse::Request::new(&mut headers).parse(part));
            if outcome != Ok(None) {
                return (outcome, n);
            }
        }
        (Ok(None), bytes.len())
    }

    #[test]
    fn a_long_head_that_comes_byte_by_byte_is_parsed_a_few_times() {
        for line_end in ["\n", "\r\n"] {
            let whole = format!("GET / HTTP/1.1{line_end}X: {}{line_end}{line_end}", "y".repeat(60_000));
            let mut head = Head::default();
            assert_eq!(byte_by_byte(whole.as_bytes(), &mut head), (Ok(Some(whole.len())), whole.len()));
            let (eagerly, doubling, at_the_end) =
                (PARSED_EAGERLY * PARSED_EAGERLY / 2, 2 * whole.len(), whole.len());
            assert!(head.work <= eagerly + doubling + at_the_end, "{} bytes were parsed", head.work);
        }
    }

    #[test]
    fn the_limit_is_exact_and_the_same_for_any_cuts() {
        for (length, expected) in
            [(MAX_HEAD, Ok(Some(MAX_HEAD))), (MAX_HEAD + 1, Err(HttpError::HeadTooLarge))]
        {
            let start = "GET / HTTP/1.1\r\nX: ";
            let head = format!("{start}{}\r\n\r\n", "y".repeat(length - start.len() - 4));
            assert_eq!(byte_by_byte(head.as_bytes(), &mut Head::default()), (expected.clone(), MAX_HEAD));
            let mut headers = [httparse::EMPTY_HEADER; 10];
            let at_once = Head::default()
                .parse(head.as_bytes(), |part| httparse::Request::new(&mut headers).parse(part));
            assert_eq!(at_once, expected);
        }
    }

    #[test]
    fn garbage_is_refused_at_its_first_arrival_and_later_when_it_has_doubled() {
        let garbage = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &[b'y'; 5_000], &[0; 50_000]].concat();
        let (outcome, n) = byte_by_byte(&garbage, &mut Head::default());
        assert_eq!(outcome, Err(HttpError::Malformed("a header's value")));
        assert!(n <= 10_100, "seen after {n} bytes");
        let mut headers = [httparse::EMPTY_HEADER; 10];
        let mut parse =
            |bytes| Head::default().parse(bytes, |part| httparse::Request::new(&mut headers).parse(part));
        assert!(parse(&[0; 5_000]).is_err());
    }
}
