//! A chunked body, read by both machines and by a decoder that is plain to see.

use std::cell::RefCell;

use lab::http::{
    Answer, Conversation, Exchange, MAX_HEAD, MAX_REQUEST_BODY, MAX_RESPONSE_BODY, Progress, Request,
};
use lab::url::Url;

use crate::stream::{Dice, expand, shown};

/// So many ways to cut each stream.
const CUTS: usize = 4;

/// Client and server find the same body with the same end as the plain decoder, or none where it finds none.
pub fn check(input: &[u8], dice: &mut Dice) {
    let stream = expand(input);
    let expected =
        [MAX_RESPONSE_BODY, MAX_REQUEST_BODY].map(|limit| plain(&stream, limit).map(|(body, _)| body));
    for pieces in dice.cuts(&stream, CUTS) {
        assert_eq!(by_client(&pieces), expected[0], "the client: {}", shown(&stream));
        assert_eq!(by_server(&pieces), expected[1], "the server: {}", shown(&stream));
    }
}

fn by_client(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let mut exchange = Exchange::get(&Url { host: "host".into(), port: 80, path: "/".into() });
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let progress = [head.as_slice()].iter().chain(pieces).map(|piece| exchange.received(piece)).last();
    matches!(progress, Some(Ok(Progress::Done))).then(|| exchange.into_response().body)
}

fn by_server(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let body = RefCell::new(None);
    let mut conversation = Conversation::new(|request: &Request<'_>| {
        // What follows the body may be a further request.
        body.borrow_mut().get_or_insert_with(|| request.body.to_vec());
        Answer::new(200, b"".as_slice())
    });
    conversation.received(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    pieces.iter().for_each(|piece| conversation.received(piece));
    drop(conversation);
    body.into_inner()
}

/// The body at the start of these bytes, and where it ends; nothing where it does not end, or is none. All the bytes
/// at once, a line at a time, written after RFC 9112 section 7.1 and our limits.
pub(crate) fn plain(bytes: &[u8], limit: usize) -> Option<(Vec<u8>, usize)> {
    let (mut rest, mut body, mut idle) = (bytes, Vec::new(), 0);
    loop {
        let line = line(&mut rest)?;
        let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (digits, extension) = line.split_at(digits);
        let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        let named = extension.trim_ascii_start();
        if digits.len() > 15 || !(named.is_empty() || named[0] == b';') {
            return None;
        }
        idle += extension.len();
        if size == 0 {
            break;
        }
        if size > limit - body.len() {
            return None;
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest[size..].strip_prefix(b"\r\n")?;
    }
    loop {
        let trailer = line(&mut rest)?;
        if trailer.is_empty() {
            break;
        }
        idle += trailer.len();
        let name = trailer.split(|byte| *byte == b':').next().filter(|name| name.len() < trailer.len())?;
        let in_names = |byte: &u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(byte);
        if name.is_empty() || !name.iter().all(in_names) {
            return None;
        }
    }
    (idle <= MAX_HEAD).then_some((body, bytes.len() - rest.len()))
}

/// Takes a line without its end, which is CR LF; there is no control character in it but the tab.
fn line<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = rest.iter().position(|byte| byte.is_ascii_control() && *byte != b'\t')?;
    let line = &rest[..end];
    *rest = rest[end..].strip_prefix(b"\r\n")?;
    Some(line)
}
