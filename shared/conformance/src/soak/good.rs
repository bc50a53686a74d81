//! The good clients. Each answer is compared, byte by byte, with what it must be.

use std::time::Duration;

use super::load::{Kind, Visit};
use crate::client::{Answer, Client, chunked_echo, echo, get, pattern};

/// All of them.
pub(super) const KINDS: &[Kind] = &[
    Kind { name: "kept for the whole time", round: kept, pause: Duration::from_millis(20) },
    Kind { name: "pipelined", round: pipelined, pause: Duration::from_millis(20) },
    Kind { name: "cut in two", round: cut, pause: Duration::from_millis(20) },
    Kind { name: "one byte at a time", round: dripped, pause: Duration::from_millis(20) },
    Kind { name: "bodies by length", round: by_length, pause: Duration::from_millis(50) },
    Kind { name: "bodies in chunks", round: by_chunks, pause: Duration::from_millis(50) },
    Kind { name: "HEAD", round: head, pause: Duration::from_millis(20) },
    Kind { name: "slow answers", round: slow, pause: Duration::from_millis(10) },
    Kind { name: "half-closed, then answered", round: half_closed, pause: Duration::from_millis(50) },
    Kind { name: "a connection for each", round: reconnecting, pause: Duration::from_millis(20) },
];

/// A connection of these kinds is used for so many rounds.
const KEPT: usize = 25;
/// So many rounds of pipelining are followed by a large one.
const LARGE: usize = 64;

/// This server's answers, as they looked before the load.
#[derive(Debug)]
pub(super) struct Right {
    /// To `GET /`.
    root: Answer,
    /// To `GET /` that asks to close.
    last: Answer,
    /// To `GET /delay/1`.
    slow: Answer,
    /// To an echo of one byte.
    echo: Answer,
}

impl Right {
    /// Asks once for each, and checks what the contract says of them.
    pub(super) fn learn(client: &mut Client) -> Right {
        let mut ask = |request: &[u8], body: &[u8]| {
            client.send(request);
            let answer = client.answer();
            answer.assert_is(200, body);
            answer
        };
        let root = ask(get("/").as_bytes(), b"Hello, World!");
        let slow = ask(get("/delay/1").as_bytes(), b"ok");
        let echo = ask(&echo(b"?"), b"?");
        Right { root, slow, echo, last: ask(CLOSING, b"Hello, World!") }
    }

    /// The answer to an echo of this.
    fn echo(&self, body: &[u8]) -> Answer {
        let length = format!("Content-Length: {}\r\n", body.len());
        let head = self.echo.head.replace("Content-Length: 1\r\n", &length);
        Answer { status: self.echo.status, head, body: body.to_vec() }
    }
}

/// The last request of a connection.
const CLOSING: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Checks that the next answer is that one, head and body.
#[track_caller]
fn comes(client: &mut Client, right: &Answer) {
    let answer = client.answer();
    answer.assert_is(right.status, &right.body);
    assert_eq!(answer.head, right.head);
}

/// Does this with a connection that is used for a while, and then closed.
fn with_kept(visit: &mut Visit, requests: impl FnOnce(&mut Client, &Right, usize) -> u64) -> u64 {
    let mut client = visit.kept.take().unwrap_or_else(|| visit.connect());
    let count = requests(&mut client, &visit.right, visit.round);
    visit.kept = (visit.round % KEPT != KEPT - 1).then_some(client);
    count
}

/// One connection, never closed, one request after another.
fn kept(visit: &mut Visit) -> u64 {
    let mut client = visit.kept.take().unwrap_or_else(|| visit.connect());
    for i in 0..10 {
        client.send(get("/"));
        comes(&mut client, &visit.right.root);
        let body = pattern(i * 300);
        client.send(echo(&body));
        comes(&mut client, &visit.right.echo(&body));
    }
    visit.kept = Some(client);
    20
}

/// Ten in one write; now and then a thousand, whose answers are more than the server keeps unsent.
fn pipelined(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, round| {
        if round % LARGE == LARGE - 1 {
            client.send(get("/").repeat(1000));
            (0..1000).for_each(|_| comes(client, &right.root));
            return 1000;
        }
        let words: Vec<String> = (0..5).map(|i| format!("round {round}, echo {i}")).collect();
        let requests = |(i, word): (usize, &String)| {
            [get(if i == 2 { "/delay/1" } else { "/" }).into_bytes(), echo(word.as_bytes())].concat()
        };
        client.send(words.iter().enumerate().flat_map(requests).collect::<Vec<u8>>());
        for (i, word) in words.iter().enumerate() {
            comes(client, if i == 2 { &right.slow } else { &right.root });
            comes(client, &right.echo(word.as_bytes()));
        }
        10
    })
}

/// Two requests in two writes, cut at another place each time.
fn cut(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, round| {
        let requests = [get("/").into_bytes(), echo(b"cut in two")].concat();
        for place in 0..5 {
            let (first, second) = requests.split_at((round * 5 + place) % requests.len());
            client.send(first);
            client.send(second);
            comes(client, &right.root);
            comes(client, &right.echo(b"cut in two"));
        }
        10
    })
}

/// Each byte in a packet of its own: a head, and a body in chunks.
fn dripped(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, _| {
        client.drip(get("/"));
        comes(client, &right.root);
        client.drip(chunked_echo(b"drop by drop"));
        comes(client, &right.echo(b"drop by drop"));
        2
    })
}

/// How large the bodies are, in turn.
const SIZES: [usize; 8] = [0, 1, 300, 65_536, 65_537, 200_000, 1024 * 1024, 20_000];

/// A body with its length comes back.
fn by_length(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, round| {
        let body = pattern(SIZES[round % SIZES.len()]);
        client.send(echo(&body));
        comes(client, &right.echo(&body));
        1
    })
}

/// A body in chunks comes back.
fn by_chunks(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, round| {
        let body = pattern(SIZES[round % SIZES.len()]);
        client.send(chunked_echo(&body));
        comes(client, &right.echo(&body));
        1
    })
}

/// The head alone, and that nothing comes after it but the next answer.
fn head(visit: &mut Visit) -> u64 {
    with_kept(visit, |client, right, _| {
        for (path, right) in [("/", &right.root), ("/delay/1", &right.slow)] {
            client.send(get(path).replace("GET", "HEAD"));
            assert_eq!(client.head_alone().head, right.head);
        }
        client.send(get("/"));
        comes(client, &right.root);
        3
    })
}

/// Ten at a time whose answers take long, some longer than others.
fn slow(visit: &mut Visit) -> u64 {
    let mut clients: Vec<Client> = (0..10).map(|_| visit.connect()).collect();
    for (client, n) in clients.iter_mut().zip(1..) {
        client.send(get(&format!("/delay/{}", n * 40)));
    }
    clients.iter_mut().for_each(|client| comes(client, &visit.right.slow));
    10
}

/// A client that sends no more gets all its answers, and the end.
fn half_closed(visit: &mut Visit) -> u64 {
    let mut client = visit.connect();
    client.send(get("/delay/5") + &get("/"));
    client.half_close();
    comes(&mut client, &visit.right.slow);
    comes(&mut client, &visit.right.root);
    client.assert_closed();
    2
}

/// One request, the last of its connection.
fn reconnecting(visit: &mut Visit) -> u64 {
    let mut client = visit.connect();
    client.send(CLOSING);
    comes(&mut client, &visit.right.last);
    client.assert_closed();
    1
}
