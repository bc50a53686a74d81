//! The client's machine, and whatever a server may send.

use lab::http::{Exchange, HttpError, MAX_HEAD, MAX_HEADERS, Progress, Response};
use lab::url::Url;

use crate::heap::Meter;
use crate::stream::{Dice, expand, shown};

/// So many ways to cut each stream.
const CUTS: usize = 4;
/// Room for a response's headers, but for their texts: 100 pairs of strings, and what else is small.
const SMALL: usize = 8 * 1024;

/// However the stream is cut, the outcome is the same; what is kept is what has come, and no more of it than the limits
/// allow; the verdict is final; a response that is taken is one that makes sense.
pub fn check(input: &[u8], dice: &mut Dice) {
    let stream = expand(input);
    let [get, head] = [Exchange::get, Exchange::head].map(|method: fn(&Url) -> Exchange| {
        let whole = read(method, &[&stream]);
        for pieces in dice.cuts(&stream, CUTS) {
            let cut = read(method, &pieces);
            let sizes: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
            assert_eq!(cut, whole, "cut into {sizes:?}: {}", shown(&stream));
        }
        whole
    });
    if let Ok(response) = &head {
        makes_sense(response, &stream);
        assert!(response.body.is_empty(), "a response to HEAD has no body");
    }
    if let Ok(response) = &get {
        makes_sense(response, &stream);
        let head =
            head.unwrap_or_else(|error| panic!("the same head is refused where no body follows: {error}"));
        assert_eq!((head.status, &head.headers), (response.status, &response.headers));
    }
    if has_endless_head(&stream) {
        let waited = matches!(get, Ok(_) | Err(HttpError::Truncated(_)));
        assert!(!waited, "a head that does not end within the limit is refused, whatever follows");
    }
}

/// What an exchange makes of these pieces and the end of the stream after them.
fn read(method: fn(&Url) -> Exchange, pieces: &[&[u8]]) -> Result<Response, HttpError> {
    let url = Url { host: "host".into(), port: 80, path: "/".into() };
    let mut exchange = method(&url);
    let mut meter = Meter::new();
    let (mut came, mut verdict, mut kept) = (0, Ok(Progress::More), 0);
    for piece in pieces {
        came += piece.len();
        let now = meter.of(|| exchange.received(piece));
        // Twice for a vector that grows, twice more for what is cut off it, three times for text that is no UTF-8.
        assert!(meter.most() <= SMALL + 7 * came, "{} bytes for {came}", meter.most());
        if verdict != Ok(Progress::More) {
            assert_eq!(now, verdict, "a verdict is final");
            assert!(meter.kept() <= kept, "what comes afterwards is not kept");
        }
        (verdict, kept) = (now, meter.kept());
    }
    let end = meter.of(|| exchange.end_of_stream());
    match (&verdict, end) {
        (Err(error), end) => {
            assert_eq!(end.as_ref(), Err(error), "a verdict is final");
            return end.map(|()| unreachable!());
        }
        (Ok(Progress::Done), end) => assert_eq!(end, Ok(()), "a complete response needs no end"),
        (Ok(Progress::More), end) => end?,
    }
    let response = exchange.into_response();
    let limit = SMALL + 4 * came.min(MAX_HEAD) + 2 * response.body.len();
    assert!(meter.kept() <= limit, "{} bytes are kept for a body of {}", meter.kept(), response.body.len());
    Ok(response)
}

/// What must hold of a response that is accepted, read without the machine's help.
fn makes_sense(response: &Response, stream: &[u8]) {
    let Response { status, headers, body } = response;
    assert!((200..=599).contains(status), "{status}");
    assert!(headers.len() <= MAX_HEADERS && body.len() <= stream.len());
    for (name, value) in headers {
        let in_names = |byte: u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
        assert!(!name.is_empty() && name.bytes().all(in_names), "{name:?}");
        assert!(!value.contains(['\r', '\n', '\0']), "{value:?}");
    }
    let values = |name: &str| -> Vec<&str> {
        let named = headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    };
    let lengths = values("content-length");
    if matches!(status, 204 | 304) {
        assert!(body.is_empty(), "a {status} has no body");
    } else if !body.is_empty() && !lengths.is_empty() {
        assert!(values("transfer-encoding").is_empty(), "a length beside chunks");
        for length in lengths {
            assert_eq!(length.trim().parse(), Ok(body.len()), "the length is another");
        }
    }
}

/// Whether so many bytes come without a blank line that no head is allowed to be so long.
pub(crate) fn has_endless_head(stream: &[u8]) -> bool {
    let ends = |bytes: &[u8]| {
        bytes.windows(2).any(|two| two == b"\n\n") || bytes.windows(3).any(|three| three == b"\n\r\n")
    };
    stream.get(..MAX_HEAD).is_some_and(|start| !ends(start))
}
