//! What a server answers, in which order, and when it stops.

use std::time::Duration;

use lab::http::{Answer, Conversation, Framing, Request, Want};
use lab::routes;

use crate::corpus::{get, post};
use crate::support::{converse, drive};

const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

fn answer(request: &str) -> String {
    String::from_utf8(converse(request.as_bytes(), &[]).0).unwrap()
}

#[test]
fn get_is_answered_with_the_same_bytes_every_time() {
    assert_eq!(answer(&get("/")), HELLO);
    assert_eq!(answer(&get("/").repeat(1_000)), HELLO.repeat(1_000));
}

#[test]
fn head_and_body_are_offered_in_one_write() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(get("/").as_bytes());
    assert_eq!(conversation.outgoing(), HELLO.as_bytes());
}

#[test]
fn a_head_is_answered_with_the_head_of_the_get() {
    for path in ["/", "/delay/1", "/bytes/77", "/nowhere", "/status/404"] {
        let whole = answer(&get(path));
        let (head, _) = whole.split_once("\r\n\r\n").unwrap();
        assert_eq!(answer(&get(path).replace("GET", "HEAD")), format!("{head}\r\n\r\n"));
    }
}

#[test]
fn a_body_comes_back_by_length_and_in_chunks() {
    let chunks = "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n";
    for (request, body) in [
        (post("Content-Length: 3", "abc"), "abc"),
        (post("Content-Length: 3\r\nContent-Length: 3", "abc"), "abc"),
        (post("Content-Length: 0", ""), ""),
        (post("X: no length at all", ""), ""),
        (post("transfer-encoding: CHUNKED", chunks), "abc0123456789"),
    ] {
        let both = answer(&(request + &get("/")));
        let expected = format!("Content-Length: {}\r\n\r\n{body}{HELLO}", body.len());
        assert!(both.starts_with("HTTP/1.1 200 ") && both.ends_with(&expected), "{both}");
    }
}

#[test]
fn the_body_of_a_request_that_is_not_for_bodies_is_read_over() {
    let inner = get("/echo");
    let request = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{inner}", inner.len());
    let both = answer(&(request + &get("/")));
    assert!(both.starts_with("HTTP/1.1 405 ") && both.contains("Allow: GET, HEAD\r\n"), "{both}");
    assert_eq!(both.matches("HTTP/1.1").count(), 2, "{both}");
}

#[test]
fn half_a_request_behind_many_is_kept() {
    let many = get("/").repeat(900);
    let stream = format!("{many}{}", get("/bytes/10"));
    assert_eq!(converse(stream.as_bytes(), &[many.len() + 9]), converse(stream.as_bytes(), &[]));
}

#[test]
fn old_clients_and_those_that_ask_for_it_are_closed_after_the_answer() {
    for request in [
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
        get("/").replace("Host", "Connection: close\r\nHost"),
        get("/").replace("Host", "connection: x-other , CLOSE\r\nHost"),
        get("/").replace("Host", "Connection: keep-alive\r\nConnection: close\r\nHost"),
        get("/close/5"),
    ] {
        let (answers, closed) = converse((request.clone() + &get("/")).as_bytes(), &[]);
        let answers = String::from_utf8(answers).unwrap();
        assert!(closed && answers.contains("\r\nConnection: close\r\n"), "{request}: {answers}");
        assert_eq!(answers.matches("HTTP/1.1 200").count(), 1, "{request}: {answers}");
    }
    for token in ["keep-alive", "closed", "x-close"] {
        let request = get("/").replace("Host", &format!("Connection: {token}\r\nHost"));
        assert!(!converse(request.as_bytes(), &[]).1, "{token} is not a wish to close");
    }
}

#[test]
fn an_old_client_gets_no_chunks() {
    let service =
        |_: &Request<'_>| Answer { framing: Framing::Chunked(2), ..Answer::new(200, &b"abcde"[..]) };
    let mut conversation = Conversation::new(service);
    conversation.received(b"GET / HTTP/1.0\r\n\r\n");
    let answer = String::from_utf8(drive(&mut conversation)).unwrap();
    assert!(answer.ends_with("\r\n\r\nabcde") && !answer.contains("Transfer-Encoding"), "{answer}");
    assert_eq!(conversation.want(), Want::Linger);
}

#[test]
fn a_continue_is_sent_only_to_a_client_that_waits_for_it() {
    let head = post("Content-Length: 2\r\nExpect: 100-Continue", "");
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(head.as_bytes());
    assert_eq!(drive(&mut conversation), b"HTTP/1.1 100 Continue\r\n\r\n");
    conversation.received(b"ok");
    assert!(drive(&mut conversation).ends_with(b"\r\n\r\nok"));

    assert!(!answer(&format!("{head}ok")).contains("100 Continue"), "the body was there already");
    assert!(!answer(&head.replace("/1.1", "/1.0")).contains("100 Continue"), "an old client cannot mean it");
    assert!(!answer(&head.replace("h: 2", "h: 0")).contains("100 Continue"), "there is nothing to wait for");
    let too_long = head.replace("Content-Length: 2", "Content-Length: 2000000");
    assert!(answer(&too_long).starts_with("HTTP/1.1 413 "), "the client is spared the sending");
}

#[test]
fn a_half_closed_client_gets_all_its_answers() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received((get("/") + &get("/delay/70") + &get("/")).as_bytes());
    conversation.end_of_stream();
    let answers = String::from_utf8(drive(&mut conversation)).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200").count(), 3, "{answers}");
    assert_eq!(conversation.want(), Want::Close);
}

#[test]
fn half_a_request_and_the_end_is_not_answered() {
    for half in [
        &get("/")[..10],
        &post("Content-Length: 5", "hel"),
        &post("Transfer-Encoding: chunked", "5\r\nh"),
        "",
    ] {
        let mut conversation = Conversation::new(routes::contract);
        conversation.received(half.as_bytes());
        assert_eq!(conversation.want(), Want::Read, "{half:?}");
        conversation.end_of_stream();
        assert_eq!((conversation.want(), conversation.answers()), (Want::Close, 0), "{half:?}");
    }
}

#[test]
fn a_client_that_does_not_read_is_not_answered_without_end() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received(get("/").repeat(100_000).as_bytes());
    let unsent = conversation.outgoing().len();
    assert!((64 * 1024..64 * 1024 + HELLO.len() + 1).contains(&unsent), "{unsent} bytes of answers wait");
    assert_eq!(conversation.want(), Want::Write, "it writes, and does not read");
    assert_eq!(drive(&mut conversation).len(), 100_000 * HELLO.len(), "and nothing is lost");
    assert_eq!(conversation.answers(), 100_000);
}

#[test]
fn while_an_answer_pauses_nothing_else_is_answered() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received((get("/delay/70") + &get("/")).as_bytes());
    for _ in 0..3 {
        assert_eq!(
            conversation.want(),
            Want::Pause(Duration::from_millis(70)),
            "the same pause, asked again"
        );
    }
    assert_eq!((conversation.answers(), conversation.outgoing().len()), (1, 0));
    conversation.pause_is_over();
    let both = String::from_utf8(conversation.outgoing().to_vec()).unwrap();
    assert!(both.find("ok").unwrap() < both.find("Hello").unwrap(), "{both}");
}

#[test]
fn what_was_answered_before_a_pause_is_written_before_it() {
    let mut conversation = Conversation::new(routes::contract);
    conversation.received((get("/") + &get("/delay/70")).as_bytes());
    assert_eq!((conversation.want(), conversation.outgoing()), (Want::Write, HELLO.as_bytes()));
    conversation.sent(HELLO.len());
    assert_eq!(conversation.want(), Want::Pause(Duration::from_millis(70)));
}

#[test]
fn a_drip_pauses_before_each_byte() {
    let every = Duration::from_millis(3);
    let service = move |_: &Request<'_>| Answer { drip: Some(every), ..Answer::new(200, &b"abc"[..]) };
    let mut conversation = Conversation::new(service);
    conversation.received(get("/").as_bytes());
    let (mut pauses, mut bodies) = (Vec::new(), Vec::new());
    while let Want::Pause(pause) = conversation.want() {
        pauses.push(pause);
        conversation.pause_is_over();
        let part = conversation.outgoing().to_vec();
        conversation.sent(part.len());
        bodies.push(part);
    }
    assert_eq!(pauses, [Duration::ZERO, every, every, every], "one for the head, then one for each byte");
    assert!(bodies[0].ends_with(b"\r\n\r\n"));
    assert_eq!(bodies[1..], [b"a", b"b", b"c"]);
}

#[test]
fn a_conversation_is_idle_between_requests_only() {
    let mut conversation = Conversation::new(routes::contract);
    assert!(conversation.is_idle(), "a fresh one");
    conversation.received(b"GET / HT");
    assert!(!conversation.is_idle(), "in a head");
    conversation.received(b"TP/1.1\r\nHost: a\r\n\r\n");
    assert!(!conversation.is_idle(), "an answer waits unsent");
    drive(&mut conversation);
    assert!(conversation.is_idle(), "it is sent");
    conversation.received(b"\r\n");
    assert!(conversation.is_idle(), "a blank line is no request");
    conversation.received(post("Content-Length: 5", "").as_bytes());
    assert!(!conversation.is_idle(), "before a body");
    conversation.received(("hello".to_owned() + &get("/delay/70")).as_bytes());
    let n = conversation.outgoing().len();
    conversation.sent(n);
    assert!(!conversation.is_idle(), "in a pause");
}

#[test]
fn a_query_does_not_change_the_route() {
    assert_eq!(answer(&get("/?a=/b")), HELLO);
    assert!(answer(&get("/nowhere?")).starts_with("HTTP/1.1 404 "));
    assert!(answer(&get("/bytes/3?x")).ends_with("\r\n\r\n\0\x01\x02"));
}

#[test]
fn a_status_without_a_body_has_no_length_either() {
    for code in [204, 304] {
        let answer = answer(&get(&format!("/status/{code}")));
        assert!(answer.starts_with(&format!("HTTP/1.1 {code} ")) && answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(!answer.contains("Content-"), "{answer}");
    }
    assert!(answer(&get("/status/599")).starts_with("HTTP/1.1 599 "));
    for code in [199, 600] {
        assert!(answer(&get(&format!("/status/{code}"))).starts_with("HTTP/1.1 404 "));
    }
}

#[test]
fn numbers_out_of_bounds_are_no_route() {
    for path in ["/delay", "/delay/", "/delay/soon", "/delay/+5", "/delay/600001", "/delay/5/5"] {
        assert!(answer(&get(path)).starts_with("HTTP/1.1 404 "), "{path}");
    }
    for path in ["/bytes/67108865", "/bytes/-1", "/chunked/x", "/drip/99999999999999999999999"] {
        assert!(answer(&get(path)).starts_with("HTTP/1.1 404 "), "{path}");
    }
    assert!(answer(&get("/delay/600000")).ends_with("\r\n\r\nok"));
}
