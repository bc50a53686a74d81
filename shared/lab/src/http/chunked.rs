//! The chunked coding, decoded byte by byte if need be.

use super::{HttpError, MAX_HEAD};

/// Decodes a chunked body, cut anywhere.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Where it stands.
    state: State,
    /// Bytes of extensions and trailers so far: they carry nothing for us, and must not go on for ever.
    idle: usize,
}

/// Where a decoder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In a chunk's size: its value so far, and how many digits.
    Size(usize, u8),
    /// In the blanks after the size: an extension may follow, nothing else.
    AfterSize(usize),
    /// In an extension, until the line ends.
    Extension(usize),
    /// After the size line's CR.
    SizeLf(usize),
    /// In the data: so many bytes to come.
    Data(usize),
    /// After the data: CR belongs here.
    DataCr,
    /// Then LF.
    DataLf,
    /// At the start of a line after the last chunk: a trailer, or the blank line.
    LineStart,
    /// In a trailer's name, until the colon.
    TrailerName,
    /// In a trailer's value, until the line ends.
    TrailerValue,
    /// After a trailer's CR.
    TrailerLf,
    /// After the blank line's CR.
    EndLf,
    /// The body is complete.
    Done,
}

impl Decoder {
    pub(super) fn new() -> Decoder {
        Decoder { state: State::Size(0, 0), idle: 0 }
    }

    /// Decodes into `out`; gives how many bytes belonged to the body, and whether it is complete.
    ///
    /// # Errors
    /// A bad chunk, or more than `limit` bytes of data.
    pub(super) fn decode(
        &mut self,
        bytes: &[u8],
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(usize, bool), HttpError> {
        let mut at = 0;
        while self.state != State::Done {
            let Some(&byte) = bytes.get(at) else { return Ok((at, false)) };
            if let State::Data(left) = self.state {
                // The only stretch that is not looked at byte by byte.
                let n = left.min(bytes.len() - at);
                out.extend_from_slice(&bytes[at..at + n]);
                at += n;
                self.state = if n == left { State::DataCr } else { State::Data(left - n) };
                continue;
            }
            at += 1;
            self.state = self.after(byte)?;
            match self.state {
                State::Data(size) if size > limit - out.len() => return Err(HttpError::BodyTooLarge(limit)),
                State::AfterSize(_) | State::Extension(_) | State::TrailerName | State::TrailerValue => {
                    self.idle += 1;
                    if self.idle > MAX_HEAD {
                        return Err(HttpError::Chunk("extensions or trailers without end"));
                    }
                }
                _ => {}
            }
        }
        Ok((at, true))
    }

    /// The state after one byte, outside the data.
    fn after(&self, byte: u8) -> Result<State, HttpError> {
        let refuse = |what| Err(HttpError::Chunk(what));
        match (self.state, byte) {
            (State::Size(size, digits), _) if byte.is_ascii_hexdigit() => {
                // 15 digits are far beyond any limit. Where a number is smaller than that, it must not overflow.
                let digit = char::from(byte).to_digit(16).unwrap_or(0) as usize;
                match size.checked_mul(16) {
                    Some(size) if digits < 15 => Ok(State::Size(size + digit, digits + 1)),
                    _ => refuse("an absurd size"),
                }
            }
            (State::Size(_, 0), _) => refuse("no size where one belongs"),
            (State::Size(size, _) | State::AfterSize(size) | State::Extension(size), b'\r') => {
                Ok(State::SizeLf(size))
            }
            (State::Size(size, _) | State::AfterSize(size), b' ' | b'\t') => Ok(State::AfterSize(size)),
            (State::Size(size, _) | State::AfterSize(size), b';') => Ok(State::Extension(size)),
            (State::Size(..) | State::AfterSize(_), _) => refuse("a size that is no number"),
            (State::Extension(size), _) if is_text(byte) => Ok(State::Extension(size)),
            (State::Extension(_), _) => refuse("an extension"),

            (State::SizeLf(0), b'\n') => Ok(State::LineStart),
            (State::SizeLf(size), b'\n') => Ok(State::Data(size)),
            (State::DataCr, b'\r') => Ok(State::DataLf),
            (State::DataLf, b'\n') => Ok(State::Size(0, 0)),
            (State::DataCr | State::DataLf, _) => refuse("data longer than its size"),

            (State::LineStart, b'\r') => Ok(State::EndLf),
            (State::TrailerName, b':') => Ok(State::TrailerValue),
            (State::LineStart | State::TrailerName, _) if is_in_names(byte) => Ok(State::TrailerName),
            (State::TrailerValue, b'\r') => Ok(State::TrailerLf),
            (State::TrailerValue, _) if is_text(byte) => Ok(State::TrailerValue),
            (State::LineStart | State::TrailerName | State::TrailerValue, _) => refuse("a trailer"),
            (State::TrailerLf, b'\n') => Ok(State::LineStart),
            (State::EndLf, b'\n') | (State::Done, _) => Ok(State::Done),
            // A lone CR: some would call it a line's end and some would not, so nobody shall.
            (State::SizeLf(_) | State::TrailerLf | State::EndLf, _) => refuse("a line's end"),
            (State::Data(_), _) => Ok(self.state),
        }
    }
}

/// Whether a byte may stand in an extension or a trailer's value: everything but control characters.
fn is_text(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}

/// Whether a byte may stand in a header's name (a *token*, RFC 9110 section 5.6.2).
fn is_in_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
