//! A server that stops: what is under way is completed, the last answer says so, and nothing is begun after it.

use std::time::Duration;

use lab::http::{Answer, Conversation, Request, Want};
use lab::routes;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::any_split::{a_damage, config, damaged};
use crate::corpus::{get, post, requests};
use crate::support::{converse, drive, pieces};

const CLOSE: &str = "Connection: close\r\n";

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn after(received: &str) -> Conversation<fn(&Request<'_>) -> Answer> {
    let mut conversation = Conversation::new(routes::slow as fn(&Request<'_>) -> Answer);
    conversation.received(received.as_bytes());
    conversation
}

/// The answers, each from its status line on.
fn split(answers: &str) -> Vec<&str> {
    let starts = ["HTTP/1.1 2", "HTTP/1.1 4", "HTTP/1.1 5"].map(|start| answers.match_indices(start));
    let mut starts: Vec<usize> = starts.into_iter().flatten().map(|(place, _)| place).collect();
    starts.sort_unstable();
    let mut ends = starts.iter().skip(1).copied().collect::<Vec<usize>>();
    ends.push(answers.len());
    starts.into_iter().zip(ends).map(|(from, to)| &answers[from..to]).collect()
}

#[test]
fn between_requests_it_closes_at_once() {
    let mut fresh = after("");
    fresh.finish();
    assert_eq!((fresh.want(), fresh.answers()), (Want::Close, 0));

    for blank in ["", "\r\n"] {
        let mut kept = after(&get("/"));
        drive(&mut kept);
        kept.received(blank.as_bytes());
        kept.finish();
        assert_eq!(kept.want(), Want::Close, "after {blank:?}, which is no request");
        kept.received(get("/").as_bytes());
        assert_eq!((kept.want(), kept.answers()), (Want::Close, 1), "what comes too late is not answered");
    }
}

#[test]
fn an_answer_in_its_pause_is_sent_and_is_the_last() {
    let mut conversation = after(&(get("/delay/70") + &get("/")));
    assert_eq!(conversation.want(), Want::Pause(Duration::from_millis(70)));
    conversation.finish();
    assert_eq!(conversation.want(), Want::Pause(Duration::from_millis(70)), "the pause is kept");
    conversation.pause_is_over();
    assert!(conversation.outgoing().ends_with(b"ok"), "it is offered in one write");
    let answer = text(drive(&mut conversation));
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with(&format!("{CLOSE}\r\nok")),
        "{answer}"
    );
    assert_eq!((conversation.want(), conversation.answers()), (Want::Linger, 1));
}

#[test]
fn the_last_of_the_unsent_answers_says_so() {
    let mut conversation = after(&get("/").repeat(3));
    conversation.finish();
    let answers = text(drive(&mut conversation));
    let said: Vec<bool> = split(&answers).iter().map(|answer| answer.contains(CLOSE)).collect();
    assert_eq!((said, conversation.want()), (vec![false, false, true], Want::Linger), "{answers}");
}

#[test]
fn an_unsent_answer_before_a_slow_one_is_not_the_last() {
    for slow in ["/delay/70", "/drip/2"] {
        let mut conversation = after(&(get("/") + &get(slow)));
        conversation.finish();
        let answers = text(drive(&mut conversation));
        let said: Vec<bool> = split(&answers).iter().map(|answer| answer.contains(CLOSE)).collect();
        assert_eq!((said, conversation.want()), (vec![false, true], Want::Linger), "{answers}");
    }
}

#[test]
fn a_head_that_is_leaving_says_so_until_its_end_is_reached() {
    for path in ["/", "/delay/70"] {
        let mut whole = after(&get(path));
        let whole = text(drive(&mut whole));
        let end = whole.find("\r\n\r\n").unwrap() + 2;
        for sent in 0..whole.len() {
            let mut conversation = after(&get(path));
            if conversation.want() != Want::Write {
                conversation.pause_is_over();
            }
            let mut bytes = conversation.outgoing()[..sent].to_vec();
            conversation.sent(sent);
            conversation.finish();
            bytes.extend(drive(&mut conversation));
            let expected = if sent <= end {
                format!("{}{CLOSE}{}", &whole[..end], &whole[end..])
            } else {
                whole.clone()
            };
            assert_eq!(text(bytes), expected, "{sent} bytes were sent before");
            assert_eq!(conversation.want(), Want::Linger);
        }
    }
}

#[test]
fn a_drip_is_completed() {
    let whole = text(drive(&mut after(&get("/drip/3"))));
    let end = whole.find("\r\n\r\n").unwrap() + 2;
    for pauses in 0..4 {
        let mut conversation = after(&(get("/drip/3") + &get("/")));
        let mut bytes = Vec::new();
        for _ in 0..pauses {
            conversation.pause_is_over();
            bytes.extend_from_slice(conversation.outgoing());
            conversation.sent(conversation.outgoing().len());
        }
        conversation.finish();
        bytes.extend(drive(&mut conversation));
        let said = if pauses == 0 { CLOSE } else { "" };
        assert_eq!(text(bytes), format!("{}{said}{}", &whole[..end], &whole[end..]), "after {pauses} pauses");
        assert_eq!((conversation.want(), conversation.answers()), (Want::Linger, 1), "after {pauses} pauses");
    }
}

#[test]
fn half_a_request_is_read_to_its_end() {
    for request in [get("/"), post("Content-Length: 5", "hello"), get("/delay/70")] {
        for here in 1..request.len() {
            let mut conversation = after(&request[..here]);
            conversation.finish();
            assert_eq!(conversation.want(), Want::Read, "{here} bytes of it are here");
            conversation.received((request[here..].to_owned() + &get("/")).as_bytes());
            let answers = text(drive(&mut conversation));
            assert_eq!(answers.matches(CLOSE).count(), 1, "{answers}");
            assert_eq!((conversation.want(), conversation.answers()), (Want::Linger, 1), "{answers}");
        }
    }
}

#[test]
fn half_a_request_and_the_end_is_still_the_end() {
    for half in [get("/")[..9].to_owned(), post("Content-Length: 5", "hel")] {
        let mut conversation = after(&half);
        conversation.finish();
        conversation.end_of_stream();
        assert_eq!((conversation.want(), conversation.answers()), (Want::Close, 0), "{half:?}");
    }
}

#[test]
fn the_client_that_waits_for_a_word_has_it_and_is_answered() {
    let mut conversation = after(&post("Content-Length: 2\r\nExpect: 100-continue", ""));
    conversation.finish();
    assert_eq!(drive(&mut conversation), b"HTTP/1.1 100 Continue\r\n\r\n");
    conversation.received(b"ok");
    assert!(text(drive(&mut conversation)).ends_with(&format!("{CLOSE}\r\nok")));
}

#[test]
fn of_many_that_wait_behind_unsent_answers_one_is_answered() {
    for (behind, more) in [("", 0), ("\r\n", 0), ("GET", 0), (&*get("/"), 1), (&*get("/").repeat(1_000), 1)] {
        let mut conversation = after(&get("/bytes/70000"));
        conversation.received(behind.as_bytes());
        assert_eq!(conversation.answers(), 1, "so much is unsent that no more is answered");
        conversation.finish();
        let answers = drive(&mut conversation);
        let said = answers.windows(CLOSE.len()).filter(|bytes| *bytes == CLOSE.as_bytes()).count();
        if behind == "GET" {
            assert_eq!((conversation.want(), said), (Want::Read, 0));
        } else {
            let seen = (conversation.want(), conversation.answers());
            assert_eq!(seen, (Want::Linger, 1 + more), "behind it: {behind:?}");
            // Two bytes that may become a request, or nothing: by then the only answer has left.
            assert_eq!(said, usize::from(behind != "\r\n"), "behind it: {behind:?}");
        }
    }
}

#[test]
fn an_answer_that_closes_anyway_says_so_once() {
    for request in
        [get("/").replace("Host", "Connection: close\r\nHost"), get("/close/5"), "what?\r\n\r\n".into()]
    {
        let mut conversation = after(&request);
        conversation.finish();
        conversation.finish();
        let answer = text(drive(&mut conversation));
        assert_eq!((answer.matches(CLOSE).count(), conversation.want()), (1, Want::Linger), "{answer}");
    }
    let mut conversation = after(&get("/delay/70"));
    conversation.finish();
    conversation.finish();
    assert_eq!(text(drive(&mut conversation)).matches(CLOSE).count(), 1);
}

/// What a server sends that stops after `here` bytes of the stream, and whether it then waits for more of it.
fn stopped(stream: &[u8], cuts: &[usize], here: usize) -> (Vec<u8>, bool) {
    let mut conversation = Conversation::new(routes::slow);
    let mut answers = Vec::new();
    for piece in pieces(&stream[..here], cuts) {
        conversation.received(piece);
        answers.extend(drive(&mut conversation));
    }
    conversation.finish();
    let waits = conversation.want() == Want::Read;
    for piece in pieces(&stream[here..], cuts) {
        conversation.received(piece);
        answers.extend(drive(&mut conversation));
    }
    conversation.end_of_stream();
    answers.extend(drive(&mut conversation));
    assert_eq!(conversation.want(), Want::Close);
    (answers, waits)
}

fn without_close(answers: &[u8]) -> String {
    String::from_utf8_lossy(answers).replace(CLOSE, "")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_split_stops_with_the_same_answers(
        stream in proptest::sample::select(requests()),
        damage in vec(a_damage(), 0..2),
        cuts in vec(any::<usize>(), 0..40),
        here in any::<usize>(),
    ) {
        let stream = damaged(&stream, &damage);
        let here = here % (stream.len() + 1);
        let (answers, waits) = stopped(&stream, &cuts, here);
        let shown = String::from_utf8_lossy(&answers).into_owned();
        prop_assert_eq!(&stopped(&stream, &[], here).0, &answers, "cut otherwise");
        // They are what would have come anyway, up to a place.
        let all = without_close(&converse(&stream, &[]).0);
        prop_assert!(all.starts_with(&without_close(&answers)), "{all:?} came to be {shown:?}");
        // Those to requests that were whole, and one more if a part of it was here.
        let before = converse(&stream[..here], &cuts).0;
        if !waits {
            prop_assert_eq!(without_close(&before), without_close(&answers), "no more than was asked");
        }
    }

    #[test]
    fn with_nothing_sent_the_last_answer_always_says_so(
        stream in proptest::sample::select(requests()),
        here in any::<usize>(),
    ) {
        let here = here % (stream.len() + 1);
        let mut conversation = Conversation::new(routes::slow);
        conversation.received(&stream[..here]);
        conversation.finish();
        let answers = drive(&mut conversation);
        // Where half a request is here, the last answer is still to come.
        if conversation.want() != Want::Read {
            let answers = String::from_utf8_lossy(&answers);
            let said: Vec<bool> = split(&answers).iter().map(|answer| answer.contains(CLOSE)).collect();
            let last = said.len().saturating_sub(1);
            prop_assert!(said.iter().enumerate().all(|(place, said)| *said == (place == last)), "{answers:?}");
        }
    }
}
