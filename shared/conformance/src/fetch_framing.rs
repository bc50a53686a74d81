//! `fetch`: where a response ends, however it is told and however it is cut.

use std::thread;
use std::time::Duration;

use crate::Program;
use crate::client::pattern;
use crate::fetching::Folder;
use crate::peer::{Conn, Peer};

/// Fetches `urls` in one command line and gives the bodies, all of which must have come with this status.
#[track_caller]
fn bodies(p: &Program, status: u16, urls: &[String]) -> Vec<Vec<u8>> {
    let folder = Folder::new();
    let mut words = vec!["--save", folder.word()];
    words.extend(urls.iter().map(String::as_str));
    let fetched = p.fetch(&words);
    let bodies: Vec<Vec<u8>> =
        (0..urls.len()).map(|k| folder.read(&k.to_string()).unwrap_or_default()).collect();
    let expected: Vec<(u16, usize)> = bodies.iter().map(|body| (status, body.len())).collect();
    fetched.assert_brought(&expected);
    bodies
}

/// Fetches one response and checks its status and body.
#[track_caller]
fn assert_brings(p: &Program, peer: &Peer, status: u16, body: &[u8]) {
    let brought = bodies(p, status, &[peer.url()]);
    assert!(
        brought[0] == body,
        "the body is {:?}, {} bytes, not {:?}, {} bytes",
        String::from_utf8_lossy(&brought[0][..brought[0].len().min(80)]),
        brought[0].len(),
        String::from_utf8_lossy(&body[..body.len().min(80)]),
        body.len()
    );
}

/// The responses that are cut and dripped: one with a length, one in chunks with all there may be.
const WITH_LENGTH: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nsome content";
const IN_CHUNKS: &[u8] =
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nsome\r\n008\r\n content\r\n0\r\nX-Sum: 1\r\n\r\n";

/// A response that comes one byte at a time is the same response.
pub fn one_byte_at_a_time(p: &Program) {
    for answer in [WITH_LENGTH, IN_CHUNKS] {
        let peer = Peer::new(move |mut conn| conn.send_pieces(answer.chunks(1)));
        assert_brings(p, &peer, 200, b"some content");
    }
}

/// A response in two parts, cut at every place in turn, is always the same response.
pub fn cut_at_every_place(p: &Program) {
    for answer in [WITH_LENGTH, IN_CHUNKS] {
        let peer = Peer::raw(move |mut conn| {
            let path = conn.request().unwrap_or_default();
            let place = path.split(['/', ' ']).nth(2).and_then(|place| place.parse().ok()).unwrap_or(0);
            conn.send(&answer[..place]);
            // So that the two parts are most often two reads; nothing depends on it.
            thread::sleep(Duration::from_millis(2));
            conn.send(&answer[place..]);
        });
        let urls: Vec<String> = (1..answer.len()).map(|place| peer.path(&format!("/{place}"))).collect();
        for (place, body) in bodies(p, 200, &urls).iter().enumerate() {
            assert_eq!(body, b"some content", "cut at {}", place + 1);
        }
    }
}

/// A response that has come whole is done, though the server keeps the connection open.
pub fn done_means_done(p: &Program) {
    for answer in [WITH_LENGTH, IN_CHUNKS] {
        let peer = Peer::new(move |mut conn| {
            conn.send(answer);
            // Not closing before the client has: a client that waits for the end waits for ever.
            conn.wait_for_close();
        });
        assert_brings(p, &peer, 200, b"some content");
    }
}

/// Without a length the end of the stream is the end of the body.
pub fn without_a_length(p: &Program) {
    let body = pattern(100_000);
    let answer = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &body].concat();
    assert_brings(p, &Peer::answering(answer), 200, &body);
    assert_brings(p, &Peer::answering("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nold"), 200, b"old");
    assert_brings(p, &Peer::answering("HTTP/1.1 200 OK\r\n\r\n"), 200, b"");
}

/// Chunks of odd sizes, in digits small and large, with extensions and trailers, are one body.
pub fn chunks_of_all_kinds(p: &Program) {
    let body = pattern(200_000);
    let mut answer = b"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n".to_vec();
    let (mut rest, mut size) = (body.as_slice(), 1);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        let length =
            if size % 3 == 0 { format!("{:X}", chunk.len()) } else { format!("00{:x}", chunk.len()) };
        answer.extend(format!("{length};n=1;q=\"a;b\"\r\n").into_bytes());
        answer.extend(chunk);
        answer.extend(b"\r\n");
        (rest, size) = (after, size * 2 + 1);
    }
    answer.extend(b"0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n");
    assert_brings(p, &Peer::answering(answer), 200, &body);
}

/// Interim answers (1xx) come before the response and are not it.
pub fn interim_answers_are_passed_over(p: &Program) {
    let answer = [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
        WITH_LENGTH,
    ]
    .concat();
    assert_brings(p, &Peer::answering(answer.clone()), 200, b"some content");
    let dripping = Peer::new(move |mut conn| conn.send_pieces(answer.chunks(1)));
    assert_brings(p, &dripping, 200, b"some content");
}

/// 204 and 304 have no body, whatever their length says, and are done with their head.
pub fn statuses_without_a_body(p: &Program) {
    for (status, head) in [
        (204, "HTTP/1.1 204 No Content\r\n\r\n"),
        (304, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        (304, "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n"),
    ] {
        let peer = Peer::new(move |mut conn| {
            conn.send(head);
            conn.wait_for_close();
        });
        assert_brings(p, &peer, status, b"");
    }
}

/// An error status is a response: printed, saved, and no failure.
pub fn an_error_status_is_no_failure(p: &Program) {
    for status in [404, 500] {
        let answer = format!("HTTP/1.1 {status} Sorry\r\nContent-Length: 5\r\n\r\nsorry");
        assert_brings(p, &Peer::answering(answer), status, b"sorry");
    }
}

/// The end of the stream together with the last data (fifty times) is seen after the data, and seen.
pub fn the_end_together_with_the_data(p: &Program) {
    for answer in [WITH_LENGTH, b"HTTP/1.1 200 OK\r\n\r\nsome content"] {
        let peer = Peer::new(move |mut conn| {
            conn.send(answer);
            conn.half_close();
        });
        let urls = vec![peer.url(); 50];
        assert!(bodies(p, 200, &urls).iter().all(|body| body == b"some content"));
    }
}

/// What comes after a complete response is not part of it.
pub fn bytes_after_the_end_are_ignored(p: &Program) {
    let answer = [WITH_LENGTH, b"and more", WITH_LENGTH].concat();
    assert_brings(p, &Peer::answering(answer), 200, b"some content");
}

/// A status line without a reason, odd spaces around values, and a hundred headers are fine.
pub fn odd_but_right(p: &Program) {
    let many: String = (0..99).map(|i| format!("X-{i}: {i}\r\n")).collect();
    for head in [
        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n".to_owned(),
        "HTTP/1.1 200 \r\ncontent-length:2\r\n\r\n".to_owned(),
        "HTTP/1.1 200 Fine, thanks\r\nContent-Length: \t 2 \t\r\nX-Empty:\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{many}\r\n"),
    ] {
        assert_brings(p, &Peer::answering(head + "ok"), 200, b"ok");
    }
}

/// Bodies of 0 bytes, 1 byte and 10 MB are saved byte by byte as they came, each under its number.
pub fn saved_bodies_are_exact(p: &Program) {
    let sizes = [0, 1, 10_000_000];
    let peer = Peer::raw(|mut conn: Conn| {
        let request = conn.request().unwrap_or_default();
        let size = request.split(['/', ' ']).nth(2).and_then(|size| size.parse().ok()).unwrap_or(0);
        conn.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n"));
        conn.send(pattern(size));
    });
    let urls: Vec<String> = sizes.iter().map(|size| peer.path(&format!("/{size}"))).collect();
    for (size, body) in sizes.iter().zip(bodies(p, 200, &urls)) {
        assert!(body == pattern(*size), "the file of {size} bytes has {} bytes, or other ones", body.len());
    }
}
