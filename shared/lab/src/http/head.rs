//! When to parse a head, and what goes wrong in it: the same for requests and responses.

use std::mem::MaybeUninit;

use super::{HttpError, MAX_HEAD};

/// While a head is shorter than this it is parsed on every arrival, so that garbage is refused early.
const PARSED_EAGERLY: usize = 1024;

/// What `httparse` can parse, and where it expects the version.
pub(super) trait StartLine<'b> {
    /// The version is this word of the first line, counted from 0.
    const VERSION: usize;

    fn parse(&mut self, bytes: &'b [u8]) -> httparse::Result<usize>;
}

impl<'b> StartLine<'b> for httparse::Request<'_, 'b> {
    const VERSION: usize = 2;

    fn parse(&mut self, bytes: &'b [u8]) -> httparse::Result<usize> {
        self.parse(bytes)
    }
}

/// A request whose headers go into a place that nobody has cleared. A server parses one for each answer, and to clear room
/// for 100 headers costs more than to find the two that come.
pub(super) struct Fresh<'r, 'h, 'b>(
    /// What is parsed.
    pub(super) &'r mut httparse::Request<'h, 'b>,
    /// Where its headers go; taken by the one parse.
    pub(super) Option<&'h mut [MaybeUninit<httparse::Header<'b>>]>,
);

impl<'b> StartLine<'b> for Fresh<'_, '_, 'b> {
    const VERSION: usize = 2;

    fn parse(&mut self, bytes: &'b [u8]) -> httparse::Result<usize> {
        self.0.parse_with_uninit_headers(bytes, self.1.take().unwrap_or_default())
    }
}

/// Here a header may go on in the next line, when that begins with a blank (*obs-fold*). Nobody may write this any more; a
/// server refuses it, and a client has to bear with it (RFC 9112, section 5.2).
impl<'b> StartLine<'b> for httparse::Response<'_, 'b> {
    const VERSION: usize = 0;

    fn parse(&mut self, bytes: &'b [u8]) -> httparse::Result<usize> {
        httparse::ParserConfig::default()
            .allow_obsolete_multiline_headers_in_responses(true)
            .parse_response(self, bytes)
    }
}

/// A head that is coming in.
///
/// To find its end, a head must be parsed from its start. Done at every arrival, that would be quadratic: a peer that
/// sends 64 KiB byte by byte would make us read two billion. So a long head is parsed only when the blank line has
/// come, when it has doubled since the last time (or garbage that begins with a long line would wait for its end),
/// when it reaches the limit, and when nothing more will come. Every parse sees a prefix of the same bytes, so the
/// verdict is the same for any cuts.
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
    /// `bytes` begin where the head begins, and may go on after its end; `ended` says that no more will come.
    ///
    /// # Errors
    /// It is no head, and nothing that may still come can make it one.
    pub(super) fn parse<'b, L: StartLine<'b>>(
        &mut self,
        bytes: &'b [u8],
        ended: bool,
        into: &mut L,
    ) -> Result<Option<usize>, HttpError> {
        // What lies beyond the limit is not looked at: it cannot belong to a head.
        let bytes = &bytes[..bytes.len().min(MAX_HEAD)];
        let new = std::mem::replace(&mut self.scanned, bytes.len());
        let short = bytes.len() < PARSED_EAGERLY;
        let doubled = bytes.len() >= 2 * self.parsed_at;
        let last = bytes.len() == MAX_HEAD || (ended && bytes.len() > self.parsed_at);
        if !short && !doubled && !last && !ends_a_line_twice(bytes, new) {
            return Ok(None);
        }
        self.parsed_at = bytes.len();
        #[cfg(test)]
        {
            self.work += bytes.len();
        }
        match into.parse(bytes).map_err(|error| in_our_words::<L>(error, bytes))? {
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
fn in_our_words<'b, L: StartLine<'b>>(error: httparse::Error, head: &[u8]) -> HttpError {
    match error {
        httparse::Error::TooManyHeaders => HttpError::HeadTooLarge,
        httparse::Error::Version if names_a_version(head, L::VERSION) => HttpError::Version,
        httparse::Error::Version => HttpError::Malformed("no HTTP version where one belongs"),
        httparse::Error::HeaderName => HttpError::Malformed("a header's name"),
        httparse::Error::HeaderValue => HttpError::Malformed("a header's value"),
        httparse::Error::NewLine => HttpError::Malformed("a line's end"),
        httparse::Error::Status => HttpError::Malformed("the status code"),
        httparse::Error::Token => HttpError::Malformed("the first line"),
    }
}

/// Whether that word of the first line is something like `HTTP/2.0`: a version we do not speak is not garbage.
fn names_a_version(head: &[u8], word: usize) -> bool {
    head.split(|byte| *byte == b' ').nth(word).is_some_and(|word| word.starts_with(b"HTTP/"))
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

    /// Parses what has come of a request.
    fn parse(head: &mut Head, bytes: &[u8], ended: bool) -> Result<Option<usize>, HttpError> {
        let mut headers = [httparse::EMPTY_HEADER; 10];
        head.parse(bytes, ended, &mut httparse::Request::new(&mut headers))
    }

    /// Parses a request that comes byte by byte; gives how it ended, and after how many bytes.
    fn byte_by_byte(bytes: &[u8], head: &mut Head) -> (Result<Option<usize>, HttpError>, usize) {
        for n in 1..=bytes.len() {
            let outcome = parse(head, &bytes[..n], false);
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
            let eagerly = PARSED_EAGERLY * PARSED_EAGERLY / 2;
            let (doubling, at_the_end) = (2 * whole.len(), whole.len());
            assert!(head.work <= eagerly + doubling + at_the_end, "{} bytes were parsed", head.work);
        }
    }

    #[test]
    fn the_limit_is_exact_and_the_same_for_any_cuts() {
        for (length, verdict) in
            [(MAX_HEAD, Ok(Some(MAX_HEAD))), (MAX_HEAD + 1, Err(HttpError::HeadTooLarge))]
        {
            let start = "GET / HTTP/1.1\r\nX: ";
            let head = format!("{start}{}\r\n\r\n", "y".repeat(length - start.len() - 4));
            let dripped = byte_by_byte(head.as_bytes(), &mut Head::default());
            assert_eq!(dripped, (verdict.clone(), MAX_HEAD));
            assert_eq!(parse(&mut Head::default(), head.as_bytes(), false), verdict);
        }
    }

    #[test]
    fn garbage_is_refused_at_its_first_arrival_and_later_when_it_has_doubled() {
        assert!(parse(&mut Head::default(), &[0; 5_000], false).is_err());
        let garbage = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &[b'y'; 5_000], &[0; 50_000]].concat();
        let (outcome, n) = byte_by_byte(&garbage, &mut Head::default());
        assert_eq!(outcome, Err(HttpError::Malformed("a header's value")));
        assert!(n <= 10_100, "seen after {n} bytes");
    }

    #[test]
    fn the_last_look_is_at_the_end_and_there_is_one() {
        let bytes = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &[b'y'; 2_000], &[0; 100]].concat();
        let (good, mut head) = (&bytes[..2_010], Head::default());
        assert_eq!(byte_by_byte(good, &mut head).0, Ok(None));
        let work = head.work;
        for _ in 0..3 {
            assert_eq!(parse(&mut head, good, true), Ok(None));
        }
        assert!(head.work <= work + good.len(), "the same bytes are not parsed again");
        assert_eq!(parse(&mut head, &bytes, false), Ok(None), "it has not doubled");
        assert_eq!(parse(&mut head, &bytes, true), Err(HttpError::Malformed("a header's value")));
    }

    #[test]
    fn an_unknown_version_is_one_where_a_version_belongs() {
        for (line, expected) in [
            ("GET / HTTP/2.0\r\n", HttpError::Version),
            ("GET /  HTTP/1.1\r\n", HttpError::Malformed("no HTTP version where one belongs")),
            ("GET / HTTQ/1.1\r\n", HttpError::Malformed("no HTTP version where one belongs")),
        ] {
            assert_eq!(parse(&mut Head::default(), line.as_bytes(), false), Err(expected.clone()));
            assert_eq!(byte_by_byte(line.as_bytes(), &mut Head::default()).0, Err(expected));
        }
    }
}
