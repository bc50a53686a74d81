//! `serve`: clients that do not behave, and what they may cost.

use std::net::SocketAddr;
use std::time::Duration;

use crate::Program;
use crate::client::{Client, echo, get, pattern};
use crate::processes;

/// A client is taken to be stuck when nothing of what it sends was taken for so long. Mistaken on a loaded machine, it
/// only sends less than it could.
const STUCK: Duration = Duration::from_millis(400);
/// What the server's system takes of a connection, at most, though the server reads none of it; where the system does not
/// say, the figure of those that do. (Linux lets a receive buffer grow up to the last of these three numbers.)
fn receive_buffer() -> usize {
    let limits = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_rmem").unwrap_or_default();
    limits.split_whitespace().last().and_then(|most| most.parse().ok()).unwrap_or(8 * 1024 * 1024)
}
/// How much memory it may cost the server: far less than the flood, let alone its answers.
const MAY_GROW_KIB: u64 = 12 * 1024;

/// A client that never reads: its requests are taken until the server has enough answers that wait, and no further.
#[track_caller]
pub(crate) fn stuck_client(addr: SocketAddr, request: &[u8]) -> (Client, usize) {
    let mut client = Client::connect_narrow(addr);
    // More than fits into the buffers of both sides, and what the server may keep in memory.
    let flood = request.repeat((receive_buffer() + 24 * 1024 * 1024) / request.len());
    let sent = client.send_until_stuck(&flood, STUCK);
    assert!(sent < flood.len(), "the server took {sent} bytes of requests from a client that never reads");
    (client, sent)
}

/// A client that never reads its answers is not read from for ever: memory stays bounded, and the others are served.
pub fn a_client_that_never_reads(p: &Program) {
    let serve = p.serve();
    serve.assert_serves();
    let before = processes::resident_kib(&serve.pids());
    for request in [get("/").into_bytes(), echo(&pattern(100_000))] {
        let (client, _) = stuck_client(serve.addr(), &request);
        let now = processes::resident_kib(&serve.pids());
        assert!(now <= before + MAY_GROW_KIB, "resident memory went from {before} KiB to {now} KiB");
        if p.is_one_at_a_time() {
            // By design the others wait for it, and are served once it is gone.
            let mut waiting = serve.client();
            waiting.send(get("/"));
            client.reset();
            waiting.answer().assert_is(200, b"Hello, World!");
        } else {
            serve.assert_serves();
        }
    }
    serve.assert_serves();
}

/// A client that reads late finds every answer.
pub fn a_client_that_reads_late(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.send(get("/"));
    let answer = client.answer();
    let answer = [answer.head.as_bytes(), &answer.body].concat();
    drop(client);
    let request = get("/");
    let (mut client, sent) = stuck_client(serve.addr(), request.as_bytes());
    client.half_close();
    let expected = answer.repeat(sent / request.len());
    let rest = client.rest();
    assert!(rest.starts_with(&expected), "{} bytes of answers came, {} were due", rest.len(), expected.len());
}

/// Fifty resets in a row, at different moments, and it still serves.
pub fn fifty_resets(p: &Program) {
    let serve = p.serve();
    for round in 0..50 {
        let mut client = serve.client();
        match round % 5 {
            0 => {}
            1 => client.send("GET / HT"),
            2 => client.send(get("/")),
            3 => client.send(get("/delay/5")),
            _ => {
                client.send(get("/"));
                client.answer().assert_is(200, b"Hello, World!");
            }
        }
        client.reset();
    }
    serve.assert_serves();
}

/// A reset in the middle of a request's body, or of an answer's, ends that connection and no other.
pub fn a_reset_in_the_middle_of_a_body(p: &Program) {
    let serve = p.serve();
    for _ in 0..10 {
        let mut client = serve.client();
        client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly a part");
        client.reset();
        let mut client = Client::connect_narrow(serve.addr());
        client.send_until_answered(&echo(&pattern(1_000_000)));
        client.read_once();
        client.reset();
    }
    serve.assert_serves();
}

/// A hundred clients that have sent half a request hold up nobody. (One at a time: each is served once those before
/// it are gone.)
pub fn half_requests_hold_up_nobody(p: &Program) {
    let serve = p.serve();
    let mut halves: Vec<Client> = (0..100).map(|_| serve.client()).collect();
    for half in &mut halves {
        half.send("GET / HTTP/1.1\r\nHos");
    }
    if !p.is_one_at_a_time() {
        serve.assert_serves();
    }
    for mut half in halves {
        half.send("t: localhost\r\n\r\n");
        half.answer().assert_is(200, b"Hello, World!");
    }
}
