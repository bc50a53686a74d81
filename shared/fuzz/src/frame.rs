//! Whatever comes through a worker's pipe: frames, and what they carry.

use std::io::{self, ErrorKind, Read};

use ch03_processes::frame::{self, Frame};
use ch03_processes::wire;

use crate::heap::Meter;
use crate::stream::{Dice, expand, shown};

/// So many ways to cut each stream.
const CUTS: usize = 4;

/// However the stream is cut, the frames are the same, and what is kept is no more than has come. Frames and messages that
/// are read can be written, and read again.
pub fn check(input: &[u8], dice: &mut Dice) {
    let stream = expand(input);
    let (whole, end) = frames(&[&stream]);
    for pieces in dice.cuts(&stream, CUTS) {
        assert_eq!(frames(&pieces), (whole.clone(), end), "{}", shown(&stream));
    }
    let mut written = Vec::new();
    for Frame { kind, payload } in &whole {
        frame::write(&mut written, *kind, payload).unwrap_or_else(|error| panic!("{error}"));
        message(payload);
    }
    assert!(stream.starts_with(&written), "they are not what came");
    assert_eq!(end.is_none(), written.len() == stream.len(), "all of it is frames, or it ends with an error");
    // And the payload alone, so that the fuzzer need not find a header before it.
    message(&stream);
}

/// The frames of a stream, and the error that it ends with.
fn frames(pieces: &[&[u8]]) -> (Vec<Frame>, Option<ErrorKind>) {
    let mut pipe = Pipe { pieces: pieces.to_vec(), interrupted: false, came: 0 };
    pipe.pieces.reverse();
    let mut frames = Vec::new();
    loop {
        let (mut meter, before) = (Meter::new(), pipe.came);
        let frame = meter.of(|| frame::read(&mut pipe));
        // 64 KiB are reserved for a length that is claimed; beyond that, twice what comes.
        let came = pipe.came - before;
        assert!(meter.most() <= 66 * 1024 + 2 * came, "{} bytes for {came}", meter.most());
        assert!(frame.is_ok() || meter.kept() < 1024, "an error keeps {} bytes", meter.kept());
        match frame {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => return (frames, None),
            Err(error) => return (frames, Some(error.kind())),
        }
    }
}

/// Gives one piece a read at most, and is interrupted before each.
struct Pipe<'s> {
    /// What is to come, the last first.
    pieces: Vec<&'s [u8]>,
    /// Whether the next piece has been held up once.
    interrupted: bool,
    /// How many bytes were read.
    came: usize,
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        let Some(piece) = self.pieces.last_mut() else { return Ok(0) };
        let n = piece.read(buffer)?;
        if piece.is_empty() {
            self.pieces.pop();
        }
        self.came += n;
        Ok(n)
    }
}

/// A payload, read as both kinds of messages.
fn message(bytes: &[u8]) {
    let mut meter = Meter::new();
    let job = meter.of(|| wire::read_job(bytes));
    let results = meter.of(|| wire::read_results(bytes));
    // The smallest result has 9 bytes, and takes some 100, doubled when the list grows.
    assert!(meter.most() <= 8 * 1024 + 40 * bytes.len(), "{} bytes for {}", meter.most(), bytes.len());
    if let Ok((targets, timeout)) = job {
        let written = wire::write_job(&targets, timeout);
        let (again, timeout_again) =
            wire::read_job(&written).unwrap_or_else(|_| panic!("{}", shown(&written)));
        assert_eq!(wire::write_job(&again, timeout_again), written);
    }
    if let Ok(results) = results {
        assert_eq!(wire::write_results(&results), bytes, "there is one way to write it");
    }
}
