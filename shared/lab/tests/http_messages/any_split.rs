//! However the bytes are cut, the messages are the same; and no bytes at all make either side panic.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::corpus::{requests, responses};
use crate::support::{converse, read_response};

/// A change to a stream: at this place (modulo its length), this byte instead of so many.
pub type Damage = (usize, u8, usize);

pub fn damaged(stream: &[u8], damage: &[Damage]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    for (place, byte, instead_of) in damage {
        let place = place % (stream.len() + 1);
        let end = (place + instead_of).min(stream.len());
        stream.splice(place..end, [*byte]);
    }
    stream
}

pub fn a_damage() -> impl Strategy<Value = Damage> {
    let byte = prop_oneof![any::<u8>(), proptest::sample::select(b"\r\n\t :;,0159afHT/\0".as_slice())];
    (any::<usize>(), byte, 0..3_usize)
}

/// What the server sends. (Not when: garbage in the last part of a long head may be seen only when the stream ends.)
fn answers(stream: &[u8], cuts: &[usize]) -> Vec<u8> {
    converse(stream, cuts).0
}

fn text(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

pub fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_split_gives_the_same_response(
        stream in proptest::sample::select(responses()),
        damage in vec(a_damage(), 0..3),
        cuts in vec(any::<usize>(), 0..40),
    ) {
        let stream = damaged(&stream, &damage);
        prop_assert_eq!(read_response(&stream, &cuts), read_response(&stream, &[]), "{}", text(&stream));
    }

    #[test]
    fn any_split_gives_the_same_answers(
        stream in proptest::sample::select(requests()),
        damage in vec(a_damage(), 0..3),
        cuts in vec(any::<usize>(), 0..40),
    ) {
        let stream = damaged(&stream, &damage);
        let (cut, whole) = (answers(&stream, &cuts), answers(&stream, &[]));
        prop_assert!(cut == whole, "{}: cut {}, whole {}", text(&stream), text(&cut), text(&whole));
    }

    #[test]
    fn no_bytes_make_a_client_panic(stream in vec(any::<u8>(), 0..3_000), cuts in vec(any::<usize>(), 0..10)) {
        let _ = read_response(&stream, &cuts);
        let mut likely = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        likely.extend_from_slice(&stream);
        let _ = read_response(&likely, &cuts);
    }

    #[test]
    fn no_bytes_make_a_server_panic(stream in vec(any::<u8>(), 0..3_000), cuts in vec(any::<usize>(), 0..10)) {
        let _ = converse(&stream, &cuts);
        let mut likely = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        likely.extend_from_slice(&stream);
        let _ = converse(&likely, &cuts);
    }
}

#[test]
fn every_response_byte_by_byte() {
    for stream in responses() {
        let cuts: Vec<usize> = (0..=stream.len()).collect();
        let shown = String::from_utf8_lossy(&stream[..stream.len().min(200)]).into_owned();
        assert_eq!(read_response(&stream, &cuts), read_response(&stream, &[]), "{shown}");
    }
}

#[test]
fn every_request_byte_by_byte() {
    for stream in requests() {
        let cuts: Vec<usize> = (0..=stream.len()).collect();
        let shown = String::from_utf8_lossy(&stream[..stream.len().min(200)]).into_owned();
        assert_eq!(text(&answers(&stream, &cuts)), text(&answers(&stream, &[])), "{shown}");
    }
}

/// The corpus would prove little if both halves of it were taken, or refused, alike.
#[test]
fn the_corpus_has_right_and_wrong_streams() {
    let right = responses().iter().filter(|stream| read_response(stream, &[]).is_ok()).count();
    assert_eq!((right, responses().len()), (11, 27));
    let wrong =
        requests().iter().filter(|stream| converse(stream, &[]).0.starts_with(b"HTTP/1.1 400")).count();
    assert_eq!((wrong, requests().len()), (13, 29));
}
