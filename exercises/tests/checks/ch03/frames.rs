//! Frames come out whole, however the pipe cuts them, and no length is believed blindly.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Result, Write, pipe};
use std::thread;

use exercises::ch03_processes::frames::{LIMIT, read_frame};

/// What stands in the stream for these frames.
fn stream(frames: &[&[u8]]) -> Vec<u8> {
    let frame = |frame: &&[u8]| [&(frame.len() as u32).to_be_bytes()[..], frame].concat();
    frames.iter().flat_map(frame).collect()
}

/// A stream that comes in pieces, with a signal before each of them.
struct Pieces {
    pieces: VecDeque<Vec<u8>>,
    interrupted: bool,
    /// Reads at the end.
    ends: u32,
}

impl Pieces {
    fn of(bytes: &[u8], size: usize) -> Pieces {
        Pieces { pieces: bytes.chunks(size).map(<[u8]>::to_vec).collect(), interrupted: false, ends: 0 }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        let Some(mut piece) = self.pieces.pop_front() else {
            self.ends += 1;
            assert!(self.ends < 100, "the stream has ended, and you read on and on");
            return Ok(0);
        };
        let n = piece.len().min(buffer.len());
        buffer[..n].copy_from_slice(&piece[..n]);
        if n < piece.len() {
            self.pieces.push_front(piece.split_off(n));
        }
        Ok(n)
    }
}

/// A frame in words.
fn shown(frame: &Result<Option<Vec<u8>>>) -> String {
    match frame {
        Ok(Some(bytes)) if bytes.len() > 20 => format!("a frame of {} bytes", bytes.len()),
        Ok(Some(bytes)) => format!("a frame with {:?}", String::from_utf8_lossy(bytes)),
        Ok(None) => "`None`".into(),
        Err(error) => format!("an error ({:?}: {error})", error.kind()),
    }
}

#[test]
fn however_the_stream_is_cut() {
    check!(|| {
        let bytes = stream(&[b"one", b"", b"three"]);
        for size in [1, 2, 3, 5, 100] {
            let mut from = Pieces::of(&bytes, size);
            for expected in [&b"one"[..], b"", b"three"] {
                let got = read_frame(&mut from);
                assert!(
                    got.as_ref().is_ok_and(|got| got.as_deref() == Some(expected)),
                    "three frames, \"one\", \"\" and \"three\", come in reads of {size} bytes or fewer (and a signal interrupts \
                     now and then): where {:?} was to come, you gave {}. What belongs to the next frame must stay in the stream",
                    String::from_utf8_lossy(expected),
                    shown(&got)
                );
            }
            let end = read_frame(&mut from);
            assert!(
                matches!(end, Ok(None)),
                "the stream ended between two frames, as it should, and you gave {} instead of `None`",
                shown(&end)
            );
        }
    });
}

#[test]
fn an_end_inside_a_frame_is_an_error() {
    check!(|| {
        let whole = stream(&[b"whole"]);
        for cut in 1..whole.len() {
            let got = read_frame(&mut &whole[..cut]);
            assert!(
                got.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnexpectedEof),
                "the stream ended after {cut} of the {} bytes of a frame (four of them say how long it is), and you gave {}: \
                 the other side has died, and that is `UnexpectedEof`, not an end and not a short frame",
                whole.len(),
                shown(&got)
            );
        }
    });
}

#[test]
fn a_length_is_only_a_claim() {
    check!(|| {
        for length in [LIMIT as u32 + 1, u32::MAX] {
            let bytes = [&length.to_be_bytes()[..], b"and something"].concat();
            let mut from = &bytes[..];
            let got = read_frame(&mut from);
            assert!(
                got.as_ref().is_err_and(|error| error.kind() == ErrorKind::InvalidData),
                "the other side says that {length} bytes will come, and the limit is {LIMIT}: refuse it (`InvalidData`) \
                 before you take memory for it or wait for it. You gave {}",
                shown(&got)
            );
            assert!(from.len() == 13, "a frame of {length} bytes was refused, and you read on all the same");
        }
    });
}

#[test]
fn a_frame_of_just_the_limit_is_allowed() {
    check!(|| {
        let longest = vec![7; LIMIT];
        let got = read_frame(&mut Pieces::of(&stream(&[&longest]), 60_000));
        assert!(
            got.as_ref().is_ok_and(|got| got.as_ref() == Some(&longest)),
            "a frame of exactly {LIMIT} bytes is allowed, and you gave {}",
            shown(&got)
        );
    });
}

#[test]
fn out_of_a_real_pipe() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A frame lies whole in a pipe, and the other side goes on living: it will not send more, and will not end".into()
        });
        let (mut from, mut to) = pipe().unwrap();
        let (told, tell) = std::sync::mpsc::channel::<()>();
        let writer = thread::spawn(move || {
            for byte in stream(&[b"drip"]) {
                to.write_all(&[byte]).unwrap();
            }
            // Keeps the pipe open until the frame was read.
            let _ = tell.recv();
        });
        let got = read_frame(&mut from);
        assert!(
            got.as_ref().is_ok_and(|got| got.as_deref() == Some(b"drip")),
            "a frame with \"drip\" came byte by byte, and you gave {}",
            shown(&got)
        );
        drop(told);
        writer.join().unwrap();
        let end = read_frame(&mut from);
        assert!(
            matches!(end, Ok(None)),
            "the other side has ended between two frames, and you gave {}",
            shown(&end)
        );
    });
}
