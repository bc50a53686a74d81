//! Lines of a connection, however they are cut, and however often a read is given up.
#![allow(clippy::unwrap_used, missing_docs)]

use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ch08_runtime::lines::Lines;
use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::{block_on, yield_now};
use lab::probe::within;

/// Runs it with the two ends of a connection: ours, where lines are read, and theirs.
fn with_pair<F: Future<Output = ()>>(test: impl FnOnce(TcpStream, TcpStream) -> F + Send + 'static) {
    let run = || {
        block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
            let theirs = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let ours = listener.accept().await.unwrap();
            test(ours, theirs).await;
        });
    };
    within(Duration::from_secs(30), "reading lines", || "a line did not come".into(), run);
}

async fn all(ours: &TcpStream, lines: &mut Lines) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(line) = lines.next(ours).await.unwrap() {
        all.push(String::from_utf8(line).unwrap());
    }
    all
}

#[test]
fn lines_end_with_a_line_feed_and_the_last_with_the_stream() {
    with_pair(async |ours, theirs| {
        theirs.write_all(b"one\ntwo\r\n\n\rfour\r\r\nlast").await.unwrap();
        drop(theirs);
        let mut lines = Lines::new(80);
        assert_eq!(all(&ours, &mut lines).await, ["one", "two", "", "\rfour\r", "last"]);
        assert_eq!(lines.next(&ours).await.unwrap(), None, "the end stays the end");
    });
}

#[test]
fn byte_by_byte_the_lines_are_the_same() {
    with_pair(async |ours, theirs| {
        let text = b"one\r\ntwo\n\nthree";
        let send = async {
            for byte in text {
                theirs.write_all(&[*byte]).await.unwrap();
                yield_now().await;
            }
            drop(theirs);
        };
        let mut lines = Lines::new(80);
        let (found, ()) = ch08_runtime::join(all(&ours, &mut lines), send).await;
        assert_eq!(found, ["one", "two", "", "three"]);
    });
}

#[test]
fn given_up_after_every_byte_nothing_is_lost() {
    with_pair(async |ours, theirs| {
        let mut lines = Lines::new(80);
        for byte in b"all of it\r" {
            theirs.write_all(&[*byte]).await.unwrap();
            // Polls a fresh future until it has taken the byte, and drops it in the middle of the line.
            let before = lines.clone().into_rest().len();
            while lines.clone().into_rest().len() == before {
                {
                    let mut next = pin!(lines.next(&ours));
                    let polled = poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx).is_pending())).await;
                    assert!(polled, "no line has ended");
                }
                yield_now().await;
            }
        }
        theirs.write_all(b"\n").await.unwrap();
        assert_eq!(lines.next(&ours).await.unwrap().unwrap(), b"all of it");
    });
}

#[test]
fn a_line_over_the_limit_is_an_error_and_fills_no_memory() {
    with_pair(async |ours, theirs| {
        theirs.write_all(b"12345\n123456\n").await.unwrap();
        let mut lines = Lines::new(5);
        assert_eq!(lines.next(&ours).await.unwrap().unwrap(), b"12345");
        assert_eq!(lines.next(&ours).await.unwrap_err().kind(), ErrorKind::InvalidData);
    });
    with_pair(async |ours, theirs| {
        let flood = async { while theirs.write_all(&[b'x'; 4096]).await.is_ok() {} };
        let read = async {
            let mut lines = Lines::new(1000);
            assert_eq!(lines.next(&ours).await.unwrap_err().kind(), ErrorKind::InvalidData);
            let kept = lines.into_rest().len();
            assert!(kept <= 64 * 1024, "{kept} bytes: the limit, and what one read brings");
        };
        ch08_runtime::select(pin!(read), flood).await;
    });
}

#[test]
fn what_was_not_given_out_can_be_had_raw() {
    with_pair(async |ours, theirs| {
        theirs.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nbody").await.unwrap();
        let mut lines = Lines::new(80);
        assert_eq!(lines.next(&ours).await.unwrap().unwrap(), b"GET / HTTP/1.1");
        assert_eq!(lines.into_rest(), b"Host: x\r\n\r\nbody");
    });
}
