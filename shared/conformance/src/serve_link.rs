//! `serve`: clients at the other end of a link that is long, narrow, or cuts everything into small pieces.

use std::time::Duration;

use crate::Program;
use crate::client::{Client, echo, get, pattern};
use crate::link::Link;
use crate::pace::Shape;
use crate::processes::{self, SHOWN};

const MIB: usize = 1024 * 1024;
/// Far away, and not at a steady distance.
const FAR: Shape =
    Shape { delay: Duration::from_millis(50), jitter: Duration::from_millis(30), ..Shape::PLAIN };

/// A client far away keeps its connection and gets every answer: one at a time, many in one write, after a half-close.
pub fn a_client_far_away(p: &Program) {
    let serve = p.serve();
    let link = Link::to(serve.addr(), FAR);
    let mut client = Client::connect(link.addr());
    for round in 0..10 {
        let body = format!("round {round}");
        client.send(echo(body.as_bytes()));
        client.answer().assert_is(200, body.as_bytes());
    }
    client.send(get("/").repeat(50) + &get("/delay/20") + &get("/"));
    client.half_close();
    for _ in 0..50 {
        client.answer().assert_is(200, b"Hello, World!");
    }
    client.answer().assert_is(200, b"ok");
    client.answer().assert_is(200, b"Hello, World!");
    client.assert_closed();
    assert_eq!(link.carried(), 1, "connections");
    serve.assert_serves();
}

/// How much a body of 1 MiB, in and out at the same time, may cost the server beyond what it had.
const MAY_GROW_KIB: u64 = 12 * 1024;

/// Twelve bodies of 1 MiB in one go over a narrow link, both ways at once, come back exact; memory grows by the one that is
/// under way, not by all.
pub fn a_narrow_link_with_big_bodies_both_ways(p: &Program) {
    let serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    let before = processes::resident_kib(&pids);
    let link = Link::to(serve.addr(), Shape { bytes_a_second: Some(8_000_000), ..Shape::PLAIN });
    let mut client = Client::connect(link.addr());
    let bodies: Vec<Vec<u8>> = (0..12).map(|i| pattern(MIB - i)).collect();
    let sender = client.send_beside(bodies.iter().flat_map(|body| echo(body)).collect());
    let mut most = 0;
    for body in &bodies {
        client.answer().assert_is(200, body);
        most = most.max(processes::resident_kib(&pids));
    }
    sender.finish();
    assert!(most <= before + MAY_GROW_KIB, "resident memory went from {before} KiB to {most} KiB");
}

/// A client that reads over a narrow link, slower than it asks, is asked to wait: what is unsent stays bounded, and no
/// answer is lost.
pub fn answers_wait_for_a_narrow_link(p: &Program) {
    let serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    let before = processes::resident_kib(&pids);
    // Requests are shorter than their answers: the way back is what is too narrow.
    let shape = Shape { bytes_a_second: Some(3_000_000), segment: 4096, ..Shape::PLAIN };
    let link = Link::to(serve.addr(), shape);
    let mut client = Client::connect_narrow(link.addr());
    let requests = 40_000;
    let sender = client.send_beside(get("/").repeat(requests).into_bytes());
    let mut most = 0;
    for round in 0..requests {
        client.answer().assert_is(200, b"Hello, World!");
        if round % 1000 == 0 {
            most = most.max(processes::resident_kib(&pids));
        }
    }
    sender.finish();
    assert!(most <= before + MAY_GROW_KIB, "resident memory went from {before} KiB to {most} KiB");
}

/// Over a link that carries each byte alone, both ways, requests and answers are what they are.
pub fn one_byte_segments_both_ways(p: &Program) {
    let serve = p.serve();
    let link = Link::to(serve.addr(), Shape { segment: 1, ..Shape::PLAIN });
    let mut client = Client::connect(link.addr());
    let body = pattern(3_000);
    client.send(echo(&body));
    client.answer().assert_is(200, &body);
    let chunks = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
                  4;a=b\r\nbyte\r\n8\r\n by byte\r\n0\r\nX-Sum: 1\r\n\r\n";
    client.send(chunks.to_owned() + &get("/") + &get("/nothing"));
    client.answer().assert_is(200, b"byte by byte");
    client.answer().assert_is(200, b"Hello, World!");
    assert_eq!(client.answer().status, 404);
    client.send("garbage\r\n\r\n");
    assert_eq!(client.answer().status, 400);
    client.assert_closed();
    assert!(link.pieces() > 2 * body.len(), "only {} pieces: it did not cut", link.pieces());
}

/// A link that is cut while requests, bodies and answers are under way takes its own connections with it and no other, and
/// leaves no descriptor behind.
pub fn a_link_that_is_cut(p: &Program) {
    let serve = p.serve();
    let mut near = serve.client();
    if !p.is_one_at_a_time() {
        near.send(get("/"));
        near.answer().assert_is(200, b"Hello, World!");
    }
    let pids = serve.pids();
    let before = processes::settled_fds(&pids);
    let link = Link::to(serve.addr(), Shape { delay: Duration::from_millis(5), ..Shape::PLAIN });
    for _ in 0..3 {
        let mut cut = Vec::new();
        for kind in 0..p.of(20) {
            let mut client = Client::connect(link.addr());
            // Once this is answered, it is known that the server has the connection.
            if !p.is_one_at_a_time() {
                client.send(get("/"));
                client.answer().assert_is(200, b"Hello, World!");
            }
            match kind % 4 {
                0 => client.send(get("/delay/300")),
                1 => {
                    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
                }
                2 => client.send(get("/").repeat(200)),
                _ => client.send("GET / HT"),
            }
            cut.push(client);
        }
        link.cut();
        drop(cut);
    }
    if SHOWN {
        processes::assert_fds_return_to(&pids, before);
    }
    near.send(get("/"));
    near.answer().assert_is(200, b"Hello, World!");
    drop(near);
    serve.assert_serves();
}
