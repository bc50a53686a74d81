//! Frames: how a stream of bytes, which a pipe is, carries messages. A length, a kind, then so many bytes.
//!
//! A pipe keeps the order of bytes and nothing else: two messages written one after the other may be read as one
//! piece, or as ten. So each says beforehand how long it is.

use std::io::{self, Read, Write};

/// The longest payload, in bytes. Whoever writes a longer one is told so; whoever reads of a longer one refuses it.
///
/// The limit is 0x2000_0000 for a reason: the length travels with its highest byte first, so a text that went to
/// stdout by mistake (every printable character is 0x20 or more) is refused at once and not waited for.
pub const MAX_PAYLOAD: usize = 0x2000_0000;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Worker to parent, once: it runs, and has begun to read jobs.
    Ready = 0,
    /// Parent to worker: do this.
    Job = 1,
    /// Worker to parent: the job is done, and this came out.
    Answer = 2,
    /// Worker to parent: the job failed, for the reason that the payload says as text. The worker lives on.
    Failure = 3,
}

/// A frame that has come in whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: Kind,
    /// What it carries.
    pub payload: Vec<u8>,
}

/// Length and kind.
const HEADER: usize = 5;

// ANCHOR: write_frame
/// Writes one frame, and flushes: whoever waits at the other end waits for all of it.
///
/// # Errors
/// The payload is over [`MAX_PAYLOAD`] (nothing is written then), or the other end is gone.
pub fn write(out: &mut impl Write, kind: Kind, payload: &[u8]) -> io::Result<()> {
    if payload.len() > MAX_PAYLOAD {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, too_long(payload.len())));
    }
    let [a, b, c, d] = (payload.len() as u32).to_be_bytes();
    out.write_all(&[a, b, c, d, kind as u8])?;
    out.write_all(payload)?;
    out.flush()
}
// ANCHOR_END: write_frame

// ANCHOR: read_frame
/// Reads one frame; `None` when the stream ended between two frames, as a stream should.
///
/// # Errors
/// The stream ended inside a frame, or what came is no frame.
pub fn read(from: &mut impl Read) -> io::Result<Option<Frame>> {
    let header = read_up_to(from, HEADER)?;
    let Ok([a, b, c, d, kind]) = <[u8; HEADER]>::try_from(header.as_slice()) else {
        return if header.is_empty() { Ok(None) } else { Err(cut_off(header.len(), HEADER)) };
    };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > MAX_PAYLOAD {
        return Err(io::Error::new(io::ErrorKind::InvalidData, too_long(length)));
    }
    // The kind: Ready, Job, Answer or Failure; any other number is an error.
    // ANCHOR_END: read_frame
    let kind = match kind {
        0 => Kind::Ready,
        1 => Kind::Job,
        2 => Kind::Answer,
        3 => Kind::Failure,
        n => {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("no kind of frame is called {n}"),
            ));
        }
    };
    // ANCHOR: read_payload
    let payload = read_up_to(from, length)?;
    if payload.len() < length {
        return Err(cut_off(payload.len(), length));
    }
    Ok(Some(Frame { kind, payload }))
}
// ANCHOR_END: read_payload

/// Reads so many bytes, or fewer when the stream ends. The buffer grows with what really comes: a length is only a
/// claim, and must not make us reserve half a gigabyte.
fn read_up_to(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length.min(64 * 1024));
    from.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn cut_off(got: usize, of: usize) -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        format!("the stream ended inside a frame, after {got} of {of} bytes"),
    )
}

fn too_long(length: usize) -> String {
    format!("a frame of {length} bytes is over the limit of {MAX_PAYLOAD}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Gives one byte a read, as a pipe may.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = buf.len().min(1);
            self.0.read(&mut buf[..n])
        }
    }

    fn bytes(kind: Kind, payload: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, kind, payload).unwrap();
        bytes
    }

    #[test]
    fn frames_come_back_however_the_stream_is_cut() {
        let mut stream = bytes(Kind::Job, b"one");
        stream.extend(bytes(Kind::Answer, b""));
        stream.extend(bytes(Kind::Failure, &[0; 1000]));
        let mut drip = Drip(&stream);
        assert_eq!(read(&mut drip).unwrap(), Some(Frame { kind: Kind::Job, payload: b"one".to_vec() }));
        assert_eq!(read(&mut drip).unwrap(), Some(Frame { kind: Kind::Answer, payload: Vec::new() }));
        assert_eq!(read(&mut drip).unwrap(), Some(Frame { kind: Kind::Failure, payload: vec![0; 1000] }));
        assert_eq!(read(&mut drip).unwrap(), None);
    }

    #[test]
    fn an_end_inside_a_frame_is_an_error() {
        let whole = bytes(Kind::Answer, b"whole");
        for cut in 1..whole.len() {
            let error = read(&mut &whole[..cut]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "cut after {cut} bytes");
        }
    }

    #[test]
    fn a_length_over_the_limit_is_refused_before_its_bytes_come() {
        let error = read(&mut [0x20, 0, 0, 1, 2].as_slice()).unwrap_err();
        assert_eq!(error.to_string(), "a frame of 536870913 bytes is over the limit of 536870912");
    }

    #[test]
    fn text_is_no_frame() {
        for text in ["Hello, World!", "42 is the answer", "   indented"] {
            let error = read(&mut text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{text}");
        }
        assert!(read(&mut [0, 0, 0, 0, 77].as_slice()).is_err());
    }

    #[test]
    fn a_great_length_that_never_comes_costs_nothing() {
        // Half a gigabyte promised, three bytes sent.
        let stream = [0x20, 0, 0, 0, 2, 1, 2, 3];
        let error = read(&mut stream.as_slice()).unwrap_err();
        assert_eq!(error.to_string(), "the stream ended inside a frame, after 3 of 536870912 bytes");
    }
}
