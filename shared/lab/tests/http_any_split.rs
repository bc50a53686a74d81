//! However the bytes are cut, the messages are the same; and no bytes at all make either side panic.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use lab::http::{Answer, Conversation, Exchange, Framing, HttpError, Progress, Request, Response, Want};
use lab::routes;
use proptest::collection::vec;
use proptest::prelude::*;

/// What an exchange makes of a stream that is cut at these places.
fn read_response(stream: &[u8], cuts: &[usize]) -> Result<Response, HttpError> {
    let mut exchange = Exchange::get(&"http://host/".parse().unwrap());
    for piece in pieces(stream, cuts) {
        if exchange.received(piece)? == Progress::Done {
            return Ok(exchange.into_response());
        }
    }
    exchange.end_of_stream()?;
    Ok(exchange.into_response())
}

/// All the bytes a conversation answers with, and whether it closed by itself.
fn converse(stream: &[u8], cuts: &[usize]) -> (Vec<u8>, bool) {
    let mut conversation = Conversation::new(routes::slow);
    let mut answers = Vec::new();
    for piece in pieces(stream, cuts) {
        conversation.received(piece);
        drive(&mut conversation, &mut answers);
    }
    let by_itself = conversation.want() == Want::Linger;
    conversation.end_of_stream();
    drive(&mut conversation, &mut answers);
    assert_eq!(conversation.want(), Want::Close);
    (answers, by_itself)
}

/// Writes and pauses for as long as the conversation wants to.
fn drive<S: lab::http::Service>(conversation: &mut Conversation<S>, answers: &mut Vec<u8>) {
    loop {
        match conversation.want() {
            Want::Write => {
                let n = conversation.outgoing().len().min(1_000);
                answers.extend_from_slice(&conversation.outgoing()[..n]);
                conversation.sent(n);
            }
            Want::Pause(_) => conversation.pause_is_over(),
            Want::Read | Want::Linger | Want::Close => return,
        }
    }
}

fn pieces<'s>(stream: &'s [u8], cuts: &[usize]) -> Vec<&'s [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (stream.len() + 1)).collect();
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for to in cuts.into_iter().chain([stream.len()]) {
        pieces.push(&stream[from..to]);
        from = to;
    }
    pieces
}

/// Streams a server might send: right ones and wrong ones.
const RESPONSES: &[&str] = &[
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello and more",
    "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\nA\r\n, how are \r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
    "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    "HTTP/2.0 200 OK\r\n\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 200 OK\r\nContent-Le",
    "",
];

/// Streams a client might send.
const REQUESTS: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /delay/5 HTTP/1.1\r\nHost: a\r\n\r\nGET /drip/3 HTTP/1.1\r\nHost: a\r\n\r\nGET /status/404 HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /close/7 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /chunked/2000 HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    "garbage\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel",
    "DELETE / HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
];

/// A bad status line is refused as soon as it is seen to be bad, so the words may differ with the cuts; that it is
/// refused may not.
fn outcome(result: Result<Response, HttpError>) -> Option<Response> {
    result.ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_same_response(which in 0..RESPONSES.len(), cuts in vec(any::<usize>(), 0..40)) {
        let stream = RESPONSES[which].as_bytes();
        prop_assert_eq!(outcome(read_response(stream, &cuts)), outcome(read_response(stream, &[])));
    }

    #[test]
    fn any_split_gives_the_same_answers(which in 0..REQUESTS.len(), cuts in vec(any::<usize>(), 0..40)) {
        let stream = REQUESTS[which].as_bytes();
        prop_assert_eq!(converse(stream, &cuts), converse(stream, &[]));
    }

    #[test]
    fn no_bytes_make_a_client_panic(stream in vec(any::<u8>(), 0..400), cuts in vec(any::<usize>(), 0..10)) {
        let _ = read_response(&stream, &cuts);
        let mut likely = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        likely.extend_from_slice(&stream);
        let _ = read_response(&likely, &cuts);
    }

    #[test]
    fn no_bytes_make_a_server_panic(stream in vec(any::<u8>(), 0..400), cuts in vec(any::<usize>(), 0..10)) {
        let _ = converse(&stream, &cuts);
        let mut likely = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        likely.extend_from_slice(&stream);
        let _ = converse(&likely, &cuts);
    }
}

#[test]
fn every_stream_byte_by_byte() {
    for stream in RESPONSES {
        let cuts: Vec<usize> = (0..=stream.len()).collect();
        assert_eq!(
            outcome(read_response(stream.as_bytes(), &cuts)),
            outcome(read_response(stream.as_bytes(), &[]))
        );
    }
    for stream in REQUESTS {
        let cuts: Vec<usize> = (0..=stream.len()).collect();
        assert_eq!(converse(stream.as_bytes(), &cuts), converse(stream.as_bytes(), &[]), "{stream}");
    }
}

fn response(stream: &str) -> Result<Response, HttpError> {
    read_response(stream.as_bytes(), &[])
}

#[test]
fn bodies_end_where_they_say() {
    let body = |stream| String::from_utf8(response(stream).unwrap().body).unwrap();
    assert_eq!(body(RESPONSES[0]), "hello");
    assert_eq!(body(RESPONSES[2]), "hello");
    assert_eq!(body(RESPONSES[3]), "until the end");
    assert_eq!(body(RESPONSES[4]), "hello, how are ");
    assert_eq!(response(RESPONSES[5]).unwrap().status, 204);
    assert_eq!(body(RESPONSES[6]), "");
}

#[test]
fn what_is_not_a_response_is_refused_with_a_reason() {
    let refused = |stream: &str| response(stream).unwrap_err();
    assert_eq!(refused(RESPONSES[9]), HttpError::Truncated("in the middle of the body"));
    assert!(matches!(refused(RESPONSES[10]), HttpError::Length(_)));
    assert!(matches!(refused(RESPONSES[11]), HttpError::Length(_)));
    assert_eq!(refused(RESPONSES[12]), HttpError::Coding);
    assert!(matches!(refused(RESPONSES[13]), HttpError::Chunk(_)));
    assert!(matches!(refused(RESPONSES[14]), HttpError::Chunk(_)));
    assert_eq!(refused(RESPONSES[15]), HttpError::Version);
    assert!(matches!(refused(RESPONSES[16]), HttpError::Malformed(_)));
    assert!(matches!(refused(""), HttpError::Truncated(_)));
    assert!(matches!(
        refused("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"),
        HttpError::BodyTooLarge(_)
    ));
    for length in ["+5", "-5", "0x5", "5,5", "", " ", "18446744073709551616"] {
        let stream = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");
        assert!(matches!(refused(&stream), HttpError::Length(_)), "{length:?}");
    }
    let informational = "HTTP/1.1 102 Processing\r\n\r\n".repeat(1_000);
    assert!(matches!(refused(&informational), HttpError::Malformed(_)), "1xx without end");
}

#[test]
fn an_endless_head_is_refused_at_64_kib_and_100_headers() {
    let mut exchange = Exchange::get(&"http://host/".parse().unwrap());
    assert_eq!(exchange.received(b"HTTP/1.1 200 OK\r\n"), Ok(Progress::More));
    let mut sent = 0;
    let error = loop {
        sent += 1_000;
        match exchange.received(format!("X: {}\r\n", "y".repeat(995)).as_bytes()) {
            Ok(_) => assert!(sent < 70_000, "{sent} bytes of a head were taken"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, HttpError::HeadTooLarge);
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(101));
    assert_eq!(response(&many).unwrap_err(), HttpError::HeadTooLarge);
    let enough = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(100));
    assert!(response(&enough).is_ok());
}

#[test]
fn chunk_extensions_and_trailers_end() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let extension = format!("{head}1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(70_000));
    assert!(matches!(response(&extension).unwrap_err(), HttpError::Chunk(_)));
    let trailers = format!("{head}0\r\n{}", "T: v\r\n".repeat(20_000));
    assert!(matches!(response(&trailers).unwrap_err(), HttpError::Chunk(_)));
}

fn answer(request: &str) -> String {
    String::from_utf8(converse(request.as_bytes(), &[]).0).unwrap()
}

#[test]
fn get_is_answered_with_the_same_bytes_every_time() {
    let expected = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";
    assert_eq!(answer(REQUESTS[0]), expected);
    assert_eq!(answer(&REQUESTS[0].repeat(1_000)), expected.repeat(1_000));
}

#[test]
fn half_a_request_behind_many_is_kept() {
    let many = REQUESTS[0].repeat(700);
    assert!(many.len() > 16 * 1024, "long enough for the buffer to be cut");
    let stream = format!("{many}GET /bytes/10 HTTP/1.1\r\nHost: a\r\n\r\n");
    let whole = converse(stream.as_bytes(), &[]);
    assert_eq!(converse(stream.as_bytes(), &[many.len() + 9]), whole);
}

#[test]
fn refusals_have_their_status_and_close() {
    for (request, status) in [
        ("garbage\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (REQUESTS[14], 400),
        (REQUESTS[15], 400),
        (REQUESTS[16], 400),
        (REQUESTS[17], 400),
        (REQUESTS[18], 400),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: miracles\r\n\r\n", 417),
        (&format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(100)), 431),
        (&format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(70_000)), 431),
    ] {
        let (bytes, closed) = converse(request.as_bytes(), &[]);
        let answer = String::from_utf8(bytes).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request:.60}: {answer}");
        assert!(answer.contains("Connection: close\r\n"), "{answer}");
        assert!(closed, "it lingers after {status}");
    }
}

#[test]
fn a_continue_is_sent_only_to_a_client_that_waits_for_it() {
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(head.as_bytes());
    assert_eq!(conversation.outgoing(), b"HTTP/1.1 100 Continue\r\n\r\n");
    assert!(!answer(&format!("{head}ok")).contains("100 Continue"), "the body was there already");
    let too_long = head.replace("Content-Length: 2", "Content-Length: 2000000");
    assert!(answer(&too_long).starts_with("HTTP/1.1 413 "), "the client is spared the sending");
}

#[test]
fn a_head_answer_has_the_length_and_no_body() {
    let answer = answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(answer.contains("Content-Length: 13\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn a_client_that_does_not_read_is_not_answered_without_end() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(REQUESTS[0].repeat(100_000).as_bytes());
    let unsent = conversation.outgoing().len();
    assert!((64 * 1024..66 * 1024).contains(&unsent), "{unsent} bytes of answers wait");
    assert_eq!(conversation.want(), Want::Write, "it writes, and does not read");
    let mut answers = Vec::new();
    drive(&mut conversation, &mut answers);
    assert_eq!(conversation.answers(), 100_000, "and nothing is lost");
    assert!(conversation.is_idle());
}

#[test]
fn while_an_answer_pauses_nothing_else_is_answered() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(b"GET /delay/70 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(conversation.want(), Want::Pause(Duration::from_millis(70)));
    assert_eq!((conversation.answers(), conversation.outgoing().len()), (1, 0));
    conversation.pause_is_over();
    let both = String::from_utf8(conversation.outgoing().to_vec()).unwrap();
    assert!(both.find("ok").unwrap() < both.find("Hello").unwrap(), "{both}");
}

#[test]
fn a_drip_pauses_before_each_byte() {
    let every = Duration::from_millis(3);
    let service = move |_: &Request<'_>| Answer { drip: Some(every), ..Answer::new(200, &b"abc"[..]) };
    let mut conversation = Conversation::new(service);
    conversation.received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut pauses = 0;
    let mut bytes = Vec::new();
    loop {
        match conversation.want() {
            Want::Pause(_) => {
                pauses += 1;
                conversation.pause_is_over();
            }
            Want::Write => {
                let n = conversation.outgoing().len();
                bytes.extend_from_slice(conversation.outgoing());
                conversation.sent(n);
            }
            _ => break,
        }
    }
    assert!(bytes.ends_with(b"\r\n\r\nabc"));
    assert_eq!(pauses, 4, "one for the head, of no length, and one for each byte");
}

#[test]
fn an_old_client_gets_no_chunks() {
    let service =
        |_: &Request<'_>| Answer { framing: Framing::Chunked(2), ..Answer::new(200, &b"abcde"[..]) };
    let mut conversation = Conversation::new(service);
    conversation.received(b"GET / HTTP/1.0\r\n\r\n");
    assert!(conversation.outgoing().ends_with(b"\r\n\r\nabcde"));
}
