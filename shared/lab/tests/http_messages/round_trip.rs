//! The two sides talk to each other, with every framing and any cuts, and the body arrives.

use std::time::Duration;

use lab::http::{Answer, Conversation, Exchange, Framing, Progress, Request, Response, Want};
use proptest::collection::vec;
use proptest::prelude::*;

/// How many bytes go at a time, over and over.
type Gulps = Vec<usize>;

fn gulps() -> impl Strategy<Value = Gulps> {
    vec(1..2_000_usize, 1..10)
}

/// Carries the bytes both ways until the response is complete; no more than the next gulp at a time.
fn carry(mut exchange: Exchange, answer: &Answer, gulps: &Gulps) -> Response {
    let mut conversation = Conversation::new(|_: &Request<'_>| answer.clone());
    let mut next_gulp = gulps.iter().cycle();
    loop {
        let gulp = *next_gulp.next().unwrap();
        match conversation.want() {
            Want::Read => {
                let piece = exchange.outgoing();
                let piece = piece[..piece.len().min(gulp)].to_vec();
                conversation.received(&piece);
                exchange.sent(piece.len());
            }
            Want::Write => {
                let piece = conversation.outgoing();
                let piece = piece[..piece.len().min(gulp)].to_vec();
                conversation.sent(piece.len());
                if exchange.received(&piece).unwrap() == Progress::Done {
                    return exchange.into_response();
                }
            }
            Want::Pause(_) => conversation.pause_is_over(),
            Want::Linger | Want::Close => {
                exchange.end_of_stream().unwrap();
                return exchange.into_response();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_arrives_whole(
        body in vec(any::<u8>(), 0..6_000),
        framing in prop_oneof![
            Just(Framing::Length),
            Just(Framing::UntilClose),
            (1..3_000_usize).prop_map(Framing::Chunked)
        ],
        slow in any::<(bool, bool)>(),
        gulps in gulps(),
    ) {
        let mut answer = Answer { framing, ..Answer::new(200, body.clone()) };
        answer.after = Duration::from_secs(u64::from(slow.0));
        answer.drip = slow.1.then_some(Duration::from_secs(1));
        let url = "http://host/".parse().unwrap();
        prop_assert_eq!(&carry(Exchange::get(&url), &answer, &gulps).body, &body);

        let head = carry(Exchange::head(&url), &answer, &gulps);
        prop_assert_eq!(head.body.len(), 0);
        if framing == Framing::Length {
            let length = body.len().to_string();
            prop_assert_eq!(head.header("content-length"), Some(length.as_str()));
        }
    }
}
