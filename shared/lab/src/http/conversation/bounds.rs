//! What a hostile client can make a server do and keep, counted.

use super::*;
use crate::http::MAX_HEAD;
use crate::routes;

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn a_head_that_comes_byte_by_byte_is_parsed_a_few_times() {
    let mut conversation = Conversation::new(routes::contract);
    let head = format!("GET / HTTP/1.1\r\nX: {}\r\n", "y".repeat(60_000));
    for byte in head.as_bytes() {
        conversation.received(&[*byte]);
        assert_eq!(conversation.want(), Want::Read);
    }
    let State::Head(parse, _) = &conversation.state else { panic!("{:?}", conversation.state) };
    assert!(parse.work <= 1024 * 1024 / 2 + 2 * head.len(), "{} bytes were parsed", parse.work);
    assert!(conversation.input.capacity() <= 2 * MAX_HEAD);
}

#[test]
fn nothing_is_set_aside_for_a_claim() {
    for claim in ["Content-Length: 1048576\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n100000\r\nx"] {
        let mut conversation = Conversation::new(routes::contract);
        conversation.received(format!("POST /echo HTTP/1.1\r\nHost: a\r\n{claim}").as_bytes());
        let State::Body(upload) = &conversation.state else { panic!("{:?}", conversation.state) };
        assert!(upload.bytes.capacity() < 1_000, "{} bytes", upload.bytes.capacity());
    }
}

#[test]
fn a_kept_connection_asks_for_no_more_memory() {
    let mut conversation = Conversation::new(routes::contract);
    let mut once = || {
        conversation.received(GET.as_bytes());
        conversation.sent(conversation.outgoing().len());
        assert!(conversation.is_idle());
        (conversation.input.as_ptr(), conversation.output.as_ptr())
    };
    let buffers = once();
    for _ in 0..10_000 {
        assert_eq!(once(), buffers, "the same buffers, filled again");
    }
}

#[test]
fn buffers_are_put_away_when_the_connection_is_idle() {
    let mut conversation = Conversation::new(routes::slow);
    conversation.received(GET.repeat(5_000).as_bytes());
    conversation.received(b"GET /bytes/1000000 HTTP/1.1\r\nHost: a\r\n\r\n");
    while conversation.want() == Want::Write {
        conversation.sent(conversation.outgoing().len());
    }
    assert_eq!((conversation.answers(), conversation.is_idle()), (5_001, true));
    assert_eq!((conversation.input.capacity(), conversation.output.capacity()), (0, 0));
}

#[test]
fn used_input_is_forgotten_while_the_rest_waits() {
    let mut conversation = Conversation::new(routes::contract);
    let requests = GET.repeat(100_000);
    conversation.received(requests.as_bytes());
    let mut moved = 0;
    while conversation.want() == Want::Write {
        let before = (conversation.used, conversation.input.len());
        conversation.sent(conversation.outgoing().len());
        assert!(conversation.used <= conversation.input.len() - conversation.used, "at most half is used up");
        if conversation.input.len() < before.1 {
            moved += conversation.input.len();
        }
    }
    assert_eq!(conversation.answers(), 100_000);
    assert!(moved <= requests.len(), "{moved} bytes were moved for {}", requests.len());
}

#[test]
fn after_a_refusal_nothing_more_is_kept() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(b"garbage\r\n\r\n");
    for _ in 0..100 {
        conversation.received(&[0; 10_000]);
    }
    assert_eq!((conversation.input.len(), conversation.answers()), (0, 1));
}
