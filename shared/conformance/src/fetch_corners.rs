//! `fetch`: corners of HTTP/1.1 (RFC 9112) that few servers ever visit.

use crate::Program;
use crate::fetching::Folder;
use crate::peer::Peer;

/// A server that answers so, and waits for the client to close first: a response that is complete is done.
fn answering(answer: &str) -> Peer {
    let answer = answer.to_owned();
    Peer::new(move |mut conn| {
        conn.send(&answer);
        conn.wait_for_close();
    })
}

/// Checks status and body of all of these answers.
#[track_caller]
fn assert_bring(p: &Program, answers: &[&str], status: u16, body: &str) {
    let peers: Vec<Peer> = answers.iter().map(|answer| answering(answer)).collect();
    let folder = Folder::new();
    let mut words = vec!["--save".to_owned(), folder.word().to_owned()];
    words.extend(peers.iter().map(Peer::url));
    p.fetch(&words).assert_brought(&vec![(status, body.len()); answers.len()]);
    for (k, answer) in answers.iter().enumerate() {
        assert_eq!(folder.read(&k.to_string()).as_deref(), Some(body.as_bytes()), "the body of {answer:?}");
    }
}

/// A header that goes on in the next line is one header, as it was written long ago: a client bears with it.
pub fn folded_headers(p: &Program) {
    assert_bring(
        p,
        &[
            "HTTP/1.1 200 OK\r\nX: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: \r\n 2\r\nX: last\r\n  line\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nX: one\r\n \r\n two\r\nTransfer-Encoding:\r\n chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        ],
        200,
        "ok",
    );
    let smuggled = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n 0\r\n\r\nok");
    p.fetch(&[smuggled.url()]).assert_failed(&smuggled.url(), &["Content-Length"]);
}

/// What a trailer says of lengths and codings is not believed: the body has ended.
pub fn trailers_frame_nothing(p: &Program) {
    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    let answers = ["Content-Length: 100", "Transfer-Encoding: gzip", "Connection: keep-alive"]
        .map(|trailer| format!("{chunks}{trailer}\r\n\r\n"));
    assert_bring(p, &answers.each_ref().map(String::as_str), 200, "ok");
}

/// A body in another coding than chunks is a failure, not a body that nobody can read.
pub fn codings_other_than_chunked(p: &Program) {
    for coding in
        ["gzip", "gzip, chunked", "chunked, chunked", "chunked\r\nTransfer-Encoding: chunked", "identity", ""]
    {
        let peer =
            answering(&format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
        p.fetch(&[peer.url()]).assert_failed(&peer.url(), &["coding"]);
    }
}

/// A switch of protocols that nobody asked for, and statuses that are none, are failures.
pub fn statuses_that_make_no_sense(p: &Program) {
    for status in
        ["101 Switching Protocols", "000 Nothing", "099 Less", "600 More", "999 All", "2000 Long", "20 Short"]
    {
        let peer = answering(&format!("HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok"));
        p.fetch(&[peer.url()]).assert_failed(&peer.url(), &["response"]);
    }
}

/// Where no body can be, a length says nothing: behind a 204, and in interim answers.
pub fn lengths_where_no_body_is(p: &Program) {
    assert_bring(
        p,
        &[
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        ],
        204,
        "",
    );
}

/// A server of HTTP/1.0 that keeps the connection is done at its length; one that does not, at its end.
pub fn old_servers(p: &Program) {
    assert_bring(p, &["HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"], 200, "ok");
    let closing = Peer::answering("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nto the end");
    p.fetch(&[closing.url()]).assert_brought(&[(200, 10)]);
}
