//! The hostile clients. Where the contract says what they get, that is checked too.

use std::thread;
use std::time::Duration;

use super::load::{Kind, Visit};
use crate::client::{Client, echo, get, pattern};
use crate::serve_abuse::stuck_client;
use crate::serve_refusals::{GARBAGE, TWO_ENDS, assert_is_refused, long_heads, post};

/// All of them.
pub(super) const KINDS: &[Kind] = &[
    Kind { name: "resets in the middle", round: resets, pause: Duration::from_millis(100) },
    Kind { name: "halves of requests, then the end", round: halves, pause: Duration::from_millis(100) },
    Kind { name: "garbage", round: garbage, pause: Duration::from_millis(50) },
    Kind { name: "two lengths, or a length and chunks", round: smuggled, pause: Duration::from_millis(50) },
    Kind { name: "heads over 64 KiB, or without end", round: endless, pause: Duration::from_millis(100) },
    Kind { name: "connect and leave", round: leaving, pause: Duration::from_millis(100) },
    Kind { name: "half a request, then silence", round: silent, pause: Duration::from_millis(100) },
    Kind { name: "refused, and stays until the time-out", round: staying, pause: Duration::from_millis(100) },
    Kind { name: "never reads", round: stuck, pause: Duration::from_millis(500) },
    Kind { name: "bursts of 200 connections", round: burst, pause: Duration::from_secs(5) },
];

/// How long a silent client is silent.
const SILENCE: Duration = Duration::from_secs(2);
/// Longer than a server lingers for a client that it has refused: a second.
const STAYS: Duration = Duration::from_millis(1500);

/// Requests that will never be whole.
const HALVES: [&str; 5] = [
    "",
    "GET / HT",
    "GET / HTTP/1.1\r\nHost: localhost\r\n",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly a part",
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nonly a part",
];

/// Connections broken at every kind of moment: in a request, while the answer is waited for, in the answer.
fn resets(visit: &mut Visit) -> u64 {
    for half in HALVES {
        let mut client = visit.connect();
        client.send(half);
        client.reset();
    }
    for request in [get("/"), get("/delay/5"), get("/delay/3000"), get("/").repeat(500)] {
        let mut client = visit.connect();
        client.send(request);
        client.reset();
    }
    let mut client = Client::connect_narrow(visit.addr);
    client.send(echo(&pattern(500_000)));
    client.read_once();
    client.reset();
    HALVES.len() as u64 + 5
}

/// The end of the stream where there should be more: silence or 400, and then the end.
fn halves(visit: &mut Visit) -> u64 {
    for half in HALVES {
        let mut client = visit.connect();
        client.send(half);
        client.half_close();
        let rest = client.rest();
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 400 "),
            "{:?}",
            String::from_utf8_lossy(&rest)
        );
    }
    HALVES.len() as u64
}

/// What is not HTTP.
fn garbage(visit: &mut Visit) -> u64 {
    assert_is_refused(visit.connect(), GARBAGE[visit.round % GARBAGE.len()], &[400]);
    1
}

/// Requests with two ends.
fn smuggled(visit: &mut Visit) -> u64 {
    let request = post(TWO_ENDS[visit.round % TWO_ENDS.len()], "3\r\nabc\r\n0\r\n\r\n") + &get("/");
    assert_is_refused(visit.connect(), request.as_bytes(), &[400]);
    1
}

/// Heads that are too long.
fn endless(visit: &mut Visit) -> u64 {
    let heads = long_heads();
    assert_is_refused(visit.connect(), heads[visit.round % heads.len()].as_bytes(), &[431]);
    1
}

/// Connections without a word.
fn leaving(visit: &mut Visit) -> u64 {
    (0..5).for_each(|_| drop(visit.connect()));
    5
}

/// Twenty that fall silent in the middle, and leave much later without another word.
fn silent(visit: &mut Visit) -> u64 {
    let mut clients: Vec<Client> = (0..20).map(|_| visit.connect()).collect();
    for (client, half) in clients.iter_mut().zip(HALVES.iter().cycle()) {
        client.send(half);
    }
    thread::sleep(SILENCE);
    20
}

/// Ten that were refused and do not go: the server must.
fn staying(visit: &mut Visit) -> u64 {
    let mut clients: Vec<Client> = (0..10).map(|_| visit.connect()).collect();
    for client in &mut clients {
        client.send("garbage\r\n\r\n");
        assert_eq!(client.answer().status, 400);
        client.assert_closed();
    }
    thread::sleep(STAYS);
    10
}

/// One that asks and asks, and reads nothing. In the end it breaks the connection, closes it, or reads all after all.
fn stuck(visit: &mut Visit) -> u64 {
    let request = if visit.round.is_multiple_of(2) { get("/").into_bytes() } else { echo(&pattern(100_000)) };
    let (mut client, _) = stuck_client(visit.addr, &request);
    match visit.round % 3 {
        0 => client.reset(),
        1 => drop(client),
        _ => {
            client.half_close();
            client.rest();
        }
    }
    1
}

/// Two hundred at once, each with a request, and each gets its answer.
fn burst(visit: &mut Visit) -> u64 {
    let mut clients: Vec<Client> = (0..200).map(|_| visit.connect()).collect();
    for client in &mut clients {
        client.send(get("/"));
    }
    for client in &mut clients {
        client.answer().assert_is(200, b"Hello, World!");
    }
    200
}
