//! How a body's end is told, and reading it accordingly: the same rules for both sides.

use super::HttpError;
use super::chunked::Decoder;
use super::head::values;

/// What the headers say of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// Nothing.
    Nothing,
    /// So many bytes.
    Length(u64),
    /// Chunks.
    Chunked,
}

// ANCHOR: declared
/// Reads the lengths out of the headers. Two peers that disagree on where a message ends can be made to disagree on
/// what the next one is (*request smuggling*): so whatever is not plain is refused.
///
/// # Errors
/// Two lengths that differ, a length beside chunks, a length that is no plain number, a coding other than `chunked`.
pub(super) fn declared(headers: &[httparse::Header<'_>]) -> Result<Declared, HttpError> {
    let mut length = None;
    for value in values(headers, "content-length") {
        let this = plain_number(value)?;
        if length.replace(this).is_some_and(|other| other != this) {
            return Err(HttpError::Length("two that differ"));
        }
    }
    let mut codings = values(headers, "transfer-encoding");
    match (length, codings.next(), codings.next()) {
        (None, None, _) => Ok(Declared::Nothing),
        (Some(length), None, _) => Ok(Declared::Length(length)),
        (Some(_), Some(_), _) => Err(HttpError::Length("together with Transfer-Encoding")),
        (None, Some(coding), None) if coding.trim_ascii().eq_ignore_ascii_case(b"chunked") => {
            Ok(Declared::Chunked)
        }
        (None, Some(_), _) => Err(HttpError::Coding),
    }
}
// ANCHOR_END: declared

/// Digits and nothing else: no sign, no `0x`, no list.
fn plain_number(value: &[u8]) -> Result<u64, HttpError> {
    let value = value.trim_ascii();
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(HttpError::Length("not a number"));
    }
    std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok()).ok_or(HttpError::Length("absurd"))
}

/// Tells a body from what frames it, and knows where it ends. The bytes go to a vector of the caller's, which grows
/// with what comes: nothing is set aside because of a length, which is only a claim.
#[derive(Debug)]
pub(super) struct Body {
    /// How its end is told.
    until: Until,
    /// How long it may become, in bytes.
    limit: usize,
}

/// How a body's end is told.
#[derive(Debug)]
enum Until {
    /// So many bytes are still to come.
    Length(usize),
    /// The last chunk.
    LastChunk(Decoder),
    /// The end of the stream.
    Close,
}

impl Body {
    /// A body of that length.
    ///
    /// # Errors
    /// It is longer than the limit.
    pub(super) fn of_length(length: u64, limit: usize) -> Result<Body, HttpError> {
        match usize::try_from(length) {
            Ok(length) if length <= limit => Ok(Body { until: Until::Length(length), limit }),
            _ => Err(HttpError::BodyTooLarge(limit)),
        }
    }

    /// A body in chunks.
    pub(super) fn chunked(limit: usize) -> Body {
        Body { until: Until::LastChunk(Decoder::new()), limit }
    }

    /// A body that ends with the stream.
    pub(super) fn until_close(limit: usize) -> Body {
        Body { until: Until::Close, limit }
    }

    /// Takes what belongs to the body and adds its bytes to `body`; gives how many bytes were taken, and whether that
    /// was the end.
    ///
    /// # Errors
    /// A bad chunk, or more than the limit.
    pub(super) fn take(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> Result<(usize, bool), HttpError> {
        match &mut self.until {
            Until::Length(left) => {
                let n = bytes.len().min(*left);
                body.extend_from_slice(&bytes[..n]);
                *left -= n;
                Ok((n, *left == 0))
            }
            Until::LastChunk(decoder) => decoder.decode(bytes, body, self.limit),
            Until::Close if bytes.len() > self.limit - body.len() => Err(HttpError::BodyTooLarge(self.limit)),
            Until::Close => {
                body.extend_from_slice(bytes);
                Ok((bytes.len(), false))
            }
        }
    }

    /// Whether the end of the stream is its end.
    pub(super) fn ends_with_the_stream(&self) -> bool {
        matches!(self.until, Until::Close)
    }
}
