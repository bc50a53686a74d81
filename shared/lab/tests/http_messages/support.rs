//! Both sides driven by hand, with the bytes cut wherever a test wants.

use lab::http::{Conversation, Exchange, HttpError, Progress, Response, Service, Want};
use lab::routes;

pub fn exchange() -> Exchange {
    Exchange::get(&"http://host/".parse().unwrap())
}

/// What an exchange makes of a stream that is cut at these places.
pub fn read_response(stream: &[u8], cuts: &[usize]) -> Result<Response, HttpError> {
    let mut exchange = exchange();
    for piece in pieces(stream, cuts) {
        if exchange.received(piece)? == Progress::Done {
            return Ok(exchange.into_response());
        }
    }
    exchange.end_of_stream()?;
    Ok(exchange.into_response())
}

/// All the bytes the slow server's conversation answers with, and whether it closed by itself.
pub fn converse(stream: &[u8], cuts: &[usize]) -> (Vec<u8>, bool) {
    let mut conversation = Conversation::new(routes::slow);
    let mut answers = Vec::new();
    for piece in pieces(stream, cuts) {
        conversation.received(piece);
        answers.extend(drive(&mut conversation));
    }
    let by_itself = conversation.want() == Want::Linger;
    conversation.end_of_stream();
    answers.extend(drive(&mut conversation));
    assert_eq!(conversation.want(), Want::Close);
    (answers, by_itself)
}

/// Writes and pauses for as long as the conversation wants to; gives what it wrote.
pub fn drive<S: Service>(conversation: &mut Conversation<S>) -> Vec<u8> {
    let mut written = Vec::new();
    loop {
        match conversation.want() {
            Want::Write => {
                let n = conversation.outgoing().len().min(1_000);
                written.extend_from_slice(&conversation.outgoing()[..n]);
                conversation.sent(n);
            }
            Want::Pause(_) => conversation.pause_is_over(),
            Want::Read | Want::Linger | Want::Close => return written,
        }
    }
}

/// The stream, cut at these places (each modulo its length).
pub fn pieces<'s>(stream: &'s [u8], cuts: &[usize]) -> Vec<&'s [u8]> {
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
