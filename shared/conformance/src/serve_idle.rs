//! `serve`: what it costs while nothing happens, and after all is over.

use std::time::Duration;

use crate::Program;
use crate::client::{Client, get};
use crate::patience;
use crate::processes::{self, SHOWN, assert_fds_return_to, assert_idle, settled_fds, skipped};
use crate::serving::Serving;

const NOT_SHOWN: &str = "only Linux shows CPU time and open files of another process";

/// A hundred clients that do nothing, in many ways, cost no CPU time.
pub fn idle_clients_cost_nothing(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    let mut clients: Vec<Client> = (0..100).map(|_| serve.client()).collect();
    let first_only = if p.is_one_at_a_time() { 1 } else { clients.len() };
    for (kind, client) in clients.iter_mut().take(first_only).enumerate() {
        match kind % 4 {
            0 => {
                client.send(get("/"));
                client.answer().assert_is(200, b"Hello, World!");
            }
            1 => client.send("GET / HTTP/1.1\r\nHos"),
            2 => {
                client.send(get("/"));
                client.half_close();
                client.answer().assert_is(200, b"Hello, World!");
            }
            _ => {}
        }
    }
    assert_idle(&serve.pids(), "with 100 idle clients");
}

/// Waiting for the time of an answer costs no CPU time, though the client has closed its side already: an end of
/// stream stays readable for ever.
pub fn waiting_for_a_half_closed_client_costs_nothing(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    let mut clients: Vec<Client> = (0..10).map(|_| serve.client()).collect();
    for client in &mut clients {
        client.send(get("/delay/60000"));
        client.half_close();
    }
    assert_idle(&serve.pids(), "with slow answers for half-closed clients");
}

/// Waiting for a client that does not read costs no CPU time, though there is more to read from it.
pub fn waiting_for_a_stuck_client_costs_nothing(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    let mut client = Client::connect_narrow(serve.addr());
    client.send_until_stuck(get("/").repeat(500_000).as_bytes(), Duration::from_millis(500));
    assert_idle(&serve.pids(), "with a client that does not read");
}

/// How many connections the cases make that count what is left of many. `CONFORMANCE_CONNECTIONS=10000` makes it more.
fn connections() -> usize {
    std::env::var("CONFORMANCE_CONNECTIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000)
}

/// After a thousand connections, ended in many ways, as many files are open as before.
pub fn no_descriptor_is_left_behind(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    serve.assert_serves();
    let before = settled_fds(&serve.pids());
    for round in 0..connections() {
        let mut client = serve.client();
        match round % 6 {
            0 => {}
            1 => client.send("GET / HT"),
            2 => {
                client.send("garbage\r\n\r\n");
                assert_eq!(client.answer().status, 400);
            }
            3 => {
                client.send(get("/"));
                client.half_close();
                client.answer().assert_is(200, b"Hello, World!");
                client.assert_closed();
            }
            4 => {
                client.send(get("/delay/1"));
                client.reset();
            }
            _ => {
                client.send(get("/"));
                client.answer().assert_is(200, b"Hello, World!");
            }
        }
    }
    assert_fds_return_to(&serve.pids(), before);
}

/// Requests in two halves, and the body of the answer.
const IN_TWO: [[&str; 3]; 4] = [
    ["GET / HTTP/1.1\r\nHos", "t: localhost\r\n\r\n", "Hello, World!"],
    ["GET /delay/1 HTTP/1.1\r\nHost: localhost\r\n", "\r\n", "ok"],
    ["POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe", "llo", "hello"],
    [
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
        "llo\r\n0\r\n\r\n",
        "hello",
    ],
];

/// Of a thousand connections, a fifth of them at a time, half break off in the middle of a request, by a close or a reset.
/// The others are answered, nothing is left of any, and nothing spins.
pub fn half_of_them_dropped_in_the_middle_of_a_request(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    serve.assert_serves();
    let before = settled_fds(&serve.pids());
    lab::net::raise_fd_limit();
    let all: Vec<usize> = (0..connections()).collect();
    for some in all.chunks(p.of(all.len().div_ceil(5))) {
        let mut clients = Vec::new();
        for i in some {
            let [half, ..] = IN_TWO[i / 4 % IN_TWO.len()];
            let mut client = serve.client();
            // Once the whole request is answered, the half behind it has been read too.
            client.send(get("/") + half);
            client.answer().assert_is(200, b"Hello, World!");
            clients.push((*i, client));
        }
        let mut kept = Vec::new();
        for (i, client) in clients {
            match i % 4 {
                0 => drop(client),
                1 => client.reset(),
                _ => kept.push((i, client)),
            }
        }
        if some.last() == all.last() {
            assert_idle(&serve.pids(), "with clients in the middle of requests, and others gone from there");
        }
        for (i, mut client) in kept {
            let [_, half, body] = IN_TWO[i / 4 % IN_TWO.len()];
            client.send(half);
            client.answer().assert_is(200, body.as_bytes());
        }
    }
    assert_fds_return_to(&serve.pids(), before);
    assert_idle(&serve.pids(), "with all clients gone");
    serve.assert_serves();
}

/// A refused client that never closes is given up after a while: its descriptor comes back all the same.
pub fn lingering_has_an_end(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = p.serve();
    serve.assert_serves();
    let before = settled_fds(&serve.pids());
    let mut clients: Vec<Client> =
        (0..if p.is_one_at_a_time() { 1 } else { 20 }).map(|_| serve.client()).collect();
    for client in &mut clients {
        client.send("garbage\r\n\r\n");
        assert_eq!(client.answer().status, 400);
    }
    assert_fds_return_to(&serve.pids(), before);
    serve.assert_serves();
}

/// So many files may each process of the next case have open.
const FEW: usize = 48;

/// With no descriptor left it neither dies nor spins, and once clients go it serves again.
pub fn out_of_descriptors(p: &Program) {
    if !SHOWN {
        return skipped(NOT_SHOWN);
    }
    let serve = Serving::start(p.command_with_fds(FEW, &["serve", "--port", "0"]));
    serve.assert_serves();
    let pids = serve.pids();
    let mut clients: Vec<Client> = (0..FEW * pids.len() + 50).map(|_| serve.client()).collect();
    if !p.is_one_at_a_time() {
        patience::until("no descriptor is left", || {
            let free: Vec<usize> = pids.iter().map(|pid| processes::lowest_free_fd(*pid)).collect();
            if free.contains(&FEW) { Ok(()) } else { Err(format!("with {FEW} files each, free is {free:?}")) }
        });
    }
    assert_idle(&pids, "with no descriptor left and clients in the backlog");
    // The ones that were accepted are served meanwhile; the first of all is surely one of them.
    clients[0].send(get("/"));
    clients[0].answer().assert_is(200, b"Hello, World!");
    drop(clients);
    for _ in 0..FEW {
        serve.assert_serves();
    }
    assert!(!pids.iter().any(|pid| processes::has_ended(*pid)), "one of {pids:?} has died, and was replaced");
}
