//! What a server refuses, with which status, and that it closes so that the refusal arrives.

use lab::http::{Conversation, Want};
use lab::routes;

use crate::corpus::{get, post};
use crate::support::{converse, drive};

/// The one answer to this is of that status, says that the connection closes, and then it lingers.
#[track_caller]
fn assert_refused(request: impl AsRef<[u8]>, status: u16) {
    let request = request.as_ref();
    let shown = String::from_utf8_lossy(&request[..request.len().min(200)]);
    let (bytes, closed) = converse(request, &[]);
    let answer = String::from_utf8(bytes).unwrap();
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown:?}: {answer}");
    assert_eq!(answer.matches("\r\n\r\n").count(), 1, "{shown:?}: {answer}");
    assert!(answer.contains("Connection: close\r\n"), "{shown:?}: {answer}");
    assert!(closed, "it lingers after {status}");
}

#[test]
fn garbage_is_400() {
    for garbage in
        ["garbage\r\n\r\n", "\0\x01\x02", "GET\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTPS/1\r\n\r\n"]
    {
        assert_refused(garbage, 400);
    }
    // How TLS begins, in its short and its long form.
    assert_refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400);
    assert_refused([b"\x16\x03\x01\x06\xc0\x01\x00\x06\xbc\x03\x03".as_slice(), &[7; 1_700]].concat(), 400);
    for header in ["no colon", "Space : before", "A: b\r\n folded", "A: b\0c", ": no name", "A: b\rc"] {
        assert_refused(get("/").replace("Host", &format!("{header}\r\nHost")), 400);
    }
    assert_refused("\r\n".repeat(33), 400);
}

#[test]
fn too_many_blank_lines_have_an_answer_with_a_body_whatever_comes_with_them() {
    let stream = "\r\n".repeat(33) + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    for cuts in [&[][..], &[65], &[66], &[67]] {
        let (answer, closed) = converse(stream.as_bytes(), cuts);
        assert!(answer.ends_with(b"\r\n\r\nblank lines without end\n"), "cut at {cuts:?}");
        assert!(closed);
    }
}

#[test]
fn a_request_names_one_host() {
    assert_refused("GET / HTTP/1.1\r\n\r\n", 400);
    assert_refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
    assert!(
        converse(b"GET / HTTP/1.0\r\n\r\n", &[]).0.starts_with(b"HTTP/1.1 200 "),
        "an old client need not"
    );
}

#[test]
fn lengths_that_could_be_read_in_two_ways_are_400() {
    for header in [
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 1, 1",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:",
        "Content-Length: +1",
        "Content-Length: -1",
        "Content-Length: 0x1",
        "Content-Length:",
        "Content-Length: 18446744073709551616",
    ] {
        assert_refused(post(header, "3\r\nabc\r\n0\r\n\r\n") + &get("/"), 400);
    }
    assert_refused(post("Transfer-Encoding: chunked", "0\r\n\r\n").replace("/1.1", "/1.0"), 400);
}

#[test]
fn a_bad_chunk_is_400() {
    for chunks in
        ["zz\r\n", "-3\r\n", "3 3\r\nabc\r\n", "3\nabc\r\n", "3\r\nabcd\r\n", "0\r\nno colon\r\n\r\n"]
    {
        assert_refused(post("Transfer-Encoding: chunked", chunks), 400);
    }
    assert_refused(post("Transfer-Encoding: chunked", &format!("3;{}", "x".repeat(200_000))), 400);
}

#[test]
fn more_than_there_is_room_for_is_413_or_431() {
    assert_refused(post("Content-Length: 1048577", ""), 413);
    assert_refused(post("Content-Length: 18446744073709551615", ""), 413);
    assert_refused(post("Transfer-Encoding: chunked", "100001\r\n"), 413);
    assert_refused(
        post("Transfer-Encoding: chunked", &format!("80000\r\n{}\r\n80001\r\n", "x".repeat(0x80000))),
        413,
    );
    assert_refused(get(&format!("/{}", "x".repeat(70_000))), 431);
    assert_refused(format!("GET /{}", "x".repeat(70_000)), 431);
    assert_refused(get("/").replace("Host", &format!("{}Host", "A: b\r\n".repeat(100))), 431);

    let just_fits = "x".repeat(1_048_576);
    let (answer, _) = converse(post("Content-Length: 1048576", &just_fits).as_bytes(), &[]);
    assert!(answer.ends_with(just_fits.as_bytes()) && answer.starts_with(b"HTTP/1.1 200 "));
    let (answer, _) =
        converse(get("/").replace("Host", &format!("{}Host", "A: b\r\n".repeat(99))).as_bytes(), &[]);
    assert!(answer.starts_with(b"HTTP/1.1 200 "), "a hundred headers are enough");
}

#[test]
fn an_unknown_version_is_505() {
    for version in ["HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/3"] {
        assert_refused(get("/").replace("HTTP/1.1", version), 505);
    }
    assert_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
}

#[test]
fn an_unknown_expectation_is_417() {
    assert_refused(post("Content-Length: 1\r\nExpect: miracles", "x"), 417);
    assert_refused(post("Content-Length: 1\r\nExpect: 100-continue, miracles", "x"), 417);
    assert_refused(get("/").replace("Host", "Expect: miracles\r\nHost"), 417);
}

#[test]
fn a_refused_head_has_no_body() {
    for request in
        ["HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx"]
    {
        let answer = String::from_utf8(converse(request.as_bytes(), &[]).0).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[test]
fn answers_that_were_due_before_the_garbage_still_come() {
    let stream = get("/") + &get("/delay/20") + "\0\0\0\r\n\r\n" + &get("/");
    let answers = String::from_utf8(converse(stream.as_bytes(), &[]).0).unwrap();
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["200", "200", "400"]);
}

#[test]
fn after_a_refusal_nothing_is_kept_and_the_close_lingers_until_the_peer_closes() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(b"garbage\r\n\r\n");
    let refusal = drive(&mut conversation);
    assert!(refusal.starts_with(b"HTTP/1.1 400 "));
    conversation.received(get("/").as_bytes());
    assert_eq!((conversation.want(), conversation.answers()), (Want::Linger, 1));
    conversation.end_of_stream();
    assert_eq!(conversation.want(), Want::Close);
}
