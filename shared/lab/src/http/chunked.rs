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
    /// After the size, in an extension, until the line ends.
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
    /// In a trailer, until the line ends.
    Trailer,
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
            if matches!(self.state, State::Extension(_) | State::Trailer) {
                self.idle += 1;
                if self.idle > MAX_HEAD {
                    return Err(HttpError::Chunk("extensions or trailers without end"));
                }
            }
            if let State::Data(size) = self.state
                && size > limit - out.len().min(limit)
            {
                return Err(HttpError::BodyTooLarge(limit));
            }
        }
        Ok((at, true))
    }

    /// The state after one byte, outside the data.
    fn after(&self, byte: u8) -> Result<State, HttpError> {
        match (self.state, byte) {
            (State::Size(size, digits), _) if byte.is_ascii_hexdigit() => {
                // 15 digits are far beyond any limit, and cannot overflow.
                if digits == 15 {
                    return Err(HttpError::Chunk("an absurd size"));
                }
                let digit = char::from(byte).to_digit(16).unwrap_or(0) as usize;
                let size = size.checked_mul(16).and_then(|size| size.checked_add(digit));
                Ok(State::Size(size.ok_or(HttpError::Chunk("an absurd size"))?, digits + 1))
            }
            (State::Size(_, 0), _) => Err(HttpError::Chunk("no size where one belongs")),
            (State::Size(size, _) | State::Extension(size), b'\r') => Ok(State::SizeLf(size)),
            (State::Size(size, _), b';' | b' ' | b'\t') => Ok(State::Extension(size)),
            (State::Size(..), _) => Err(HttpError::Chunk("a size that is no number")),
            (State::Extension(_), b'\n') => Err(HttpError::Chunk("a line's end")),
            (State::Extension(size), _) => Ok(State::Extension(size)),
            (State::SizeLf(0), b'\n') => Ok(State::LineStart),
            (State::SizeLf(size), b'\n') => Ok(State::Data(size)),
            (State::DataCr, b'\r') => Ok(State::DataLf),
            (State::DataLf, b'\n') => Ok(State::Size(0, 0)),
            (State::DataCr | State::DataLf, _) => Err(HttpError::Chunk("data longer than its size")),
            (State::LineStart, b'\r') => Ok(State::EndLf),
            (State::Trailer, b'\r') => Ok(State::TrailerLf),
            (State::LineStart | State::Trailer, b'\n') => Err(HttpError::Chunk("a line's end")),
            (State::LineStart | State::Trailer, _) => Ok(State::Trailer),
            (State::TrailerLf, b'\n') => Ok(State::LineStart),
            (State::EndLf, b'\n') | (State::Done, _) => Ok(State::Done),
            (State::SizeLf(_) | State::TrailerLf | State::EndLf, _) => Err(HttpError::Chunk("a line's end")),
            (State::Data(_), _) => Ok(self.state),
        }
    }
}
