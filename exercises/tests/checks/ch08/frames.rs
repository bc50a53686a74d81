//! Whoever is cancelled loses nothing.

use std::io::{ErrorKind, Result};
use std::net::Ipv4Addr;
use std::time::Duration;

use ch08_runtime::{TcpListener, TcpStream, block_on, join, timeout};
use exercises::ch08_runtime::frames::Frames;

/// How long a read is waited for before it is given up. It looks at once at what is there, so any time will do.
const PATIENCE: Duration = Duration::from_millis(10);

/// A connection: the peer's end, and the reader's.
async fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let (far, near) = join(TcpStream::connect(listener.local_addr().unwrap()), listener.accept()).await;

    (far.unwrap(), near.unwrap())
}

/// A frame with this text.
fn frame(text: &str) -> Vec<u8> {
    [&[text.len() as u8], text.as_bytes()].concat()
}

fn is(got: &Result<Option<Vec<u8>>>, text: &str) -> bool {
    matches!(got, Ok(Some(frame)) if frame == text.as_bytes())
}

/// What was read, in words.
fn shown(got: &Result<Option<Vec<u8>>>) -> String {
    match got {
        Ok(Some(frame)) => format!("{:?}", String::from_utf8_lossy(frame)),
        Ok(None) => "`None`".into(),
        Err(error) => format!("the error {error}"),
    }
}

#[test]
fn frames_that_come_together_are_told_apart() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Three frames came in one piece, and not all of them were given back: what came behind the first was lost".into()
        });
        block_on(async {
            let (far, near) = connection().await;
            far.write_all(&[frame("one"), frame(""), frame("three")].concat()).await.unwrap();
            let mut frames = Frames::default();
            for text in ["one", "", "three"] {
                let got = frames.next(&near).await;
                assert!(
                    is(&got, text),
                    "three frames came in one piece, and where {text:?} stood you read {}. (A frame may be empty; that is not \
                     the end)",
                    shown(&got)
                );
            }
            drop(far);
            let got = frames.next(&near).await;
            assert!(
                matches!(got, Ok(None)),
                "the stream ended between two frames, and you gave back {} instead of `None`",
                shown(&got)
            );
        });
    });
}

#[test]
fn a_read_given_up_in_a_frame_loses_nothing() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A read was given up in the middle of a frame. The rest came, and the next read waits for more: it has lost the \
             beginning"
                .into()
        });
        block_on(async {
            let whole = frame("hello");
            for cut in 1..whole.len() {
                let (far, near) = connection().await;
                let mut frames = Frames::default();
                far.write_all(&whole[..cut]).await.unwrap();
                let early = timeout(PATIENCE, frames.next(&near)).await;
                assert!(
                    early.is_err(),
                    "{cut} of 6 bytes of a frame had come, and you gave back {}",
                    shown(&early.unwrap())
                );
                far.write_all(&[&whole[cut..], &frame("world")].concat()).await.unwrap();
                drop(far);
                for text in ["hello", "world"] {
                    let got = frames.next(&near).await;
                    assert!(
                        is(&got, text),
                        "a read was given up when {cut} of the 6 bytes of \"hello\" had come. Then the rest came, and \"world\"; \
                         where {text:?} stood you read {}. What had come was in the future, and went with it",
                        shown(&got)
                    );
                }
            }
        });
    });
}

#[test]
fn a_read_may_be_given_up_at_each_byte() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Two frames came a byte at a time, and after each byte the read was given up. Something got lost on the way"
                .into()
        });
        block_on(async {
            let (far, near) = connection().await;
            let mut frames = Frames::default();
            let mut got = Vec::new();
            for byte in [frame("drip"), frame("drop")].concat() {
                far.write_all(&[byte]).await.unwrap();
                if let Ok(Ok(Some(frame))) = timeout(PATIENCE, frames.next(&near)).await {
                    got.push(String::from_utf8_lossy(&frame).into_owned());
                }
            }
            drop(far);
            while let Ok(Some(frame)) = frames.next(&near).await {
                got.push(String::from_utf8_lossy(&frame).into_owned());
            }
            assert!(
                got == ["drip", "drop"],
                "\"drip\" and \"drop\" came a byte at a time, the read was given up after each, and you read {got:?}"
            );
        });
    });
}

#[test]
fn a_read_given_up_behind_a_frame_loses_nothing() {
    check!(|| {
        crate::support::if_stuck(|| {
            "With the first frame came half of the second. That half was lost".into()
        });
        block_on(async {
            let (far, near) = connection().await;
            let mut frames = Frames::default();
            far.write_all(b"\x03one\x05fo").await.unwrap();
            let first = frames.next(&near).await;
            assert!(
                is(&first, "one"),
                "\"one\" came, and half a frame behind it; you read {}",
                shown(&first)
            );
            let _ = timeout(PATIENCE, frames.next(&near)).await;
            far.write_all(b"ur.").await.unwrap();
            let second = frames.next(&near).await;
            assert!(
                is(&second, "four."),
                "half of \"four.\" came together with the frame before it, then a read was given up, then the other half came. \
                 You read {}",
                shown(&second)
            );
        });
    });
}

#[test]
fn the_end_in_a_frame_is_an_error() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The peer closed in the middle of a frame, and you still wait: 0 bytes is the end".into()
        });
        block_on(async {
            for given_up in [false, true] {
                let (far, near) = connection().await;
                let mut frames = Frames::default();
                far.write_all(b"\x05hel").await.unwrap();
                if given_up {
                    let _ = timeout(PATIENCE, frames.next(&near)).await;
                }
                drop(far);
                let got = frames.next(&near).await;
                assert!(
                    got.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnexpectedEof),
                    "the peer closed in the middle of \"hello\"{}, and you gave back {}: half a frame must not look like a good end",
                    if given_up { " (and a read was given up before)" } else { "" },
                    shown(&got)
                );
            }
        });
    });
}

#[test]
fn the_longest_frame_comes_whole() {
    check!(|| {
        crate::support::if_stuck(|| "A frame of 255 bytes did not come whole".into());
        block_on(async {
            let (far, near) = connection().await;
            let text = "x".repeat(255);
            for _ in 0..8 {
                far.write_all(&frame(&text)).await.unwrap();
            }
            let mut frames = Frames::default();
            for _ in 0..8 {
                let got = frames.next(&near).await;
                assert!(is(&got, &text), "one of eight frames of 255 bytes came as {}", shown(&got));
            }
        });
    });
}
