//! Whatever somebody types as a URL, and the request that comes of it.

use lab::http::{Answer, Conversation, Exchange, MAX_HEAD, Request, Want};
use lab::url::Url;

use crate::stream::{Dice, expand, shown};

/// A text is taken or refused in one printable line; what is taken says itself again; and the request that asks for it is one
/// request, for that path, at that host: nothing in a URL can add a header or a second request.
pub fn check(input: &[u8], dice: &mut Dice) {
    let stream = expand(input);
    let text = String::from_utf8_lossy(&stream);
    let url: Url = match text.parse() {
        Ok(url) => url,
        Err(why) => {
            assert!(!why.contains(char::is_control), "{why:?}");
            return;
        }
    };
    assert_eq!(url.to_string().parse().as_ref(), Ok(&url), "it does not say itself: {url}");

    let exchange = Exchange::get(&url);
    let service = |request: &Request<'_>| {
        assert_eq!((request.method, request.path), ("GET", url.path.as_str()));
        let hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
        let hosts: Vec<&[u8]> = hosts.map(|header| header.value).collect();
        assert_eq!(hosts, [url.authority().as_bytes()]);
        Answer::new(200, b"ok".as_slice())
    };
    let mut conversation = Conversation::new(service);
    dice.pieces(exchange.outgoing()).iter().for_each(|piece| conversation.received(piece));
    // Where the head is too long, the server says so; it must not see two requests either.
    assert_eq!(
        (conversation.answers(), conversation.want()),
        (1, Want::Write),
        "{}",
        shown(exchange.outgoing())
    );
    let ok = conversation.outgoing().starts_with(b"HTTP/1.1 200 OK\r\n");
    assert_eq!(ok, exchange.outgoing().len() <= MAX_HEAD, "{}", shown(conversation.outgoing()));
}
