//! `serve`: a crowd of clients, some of whom would take all for themselves.

use std::thread;

use crate::Program;
use crate::client::{Client, get};
use crate::greedy::Greedy;
use crate::processes::{self, SHOWN};

/// So many at once.
const CROWD: usize = 1000;

/// A thousand clients are connected at once, all ask, and each gets its own answer. (One at a time: one after another.)
pub fn a_thousand_clients_at_once(p: &Program) {
    lab::net::raise_fd_limit();
    let serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    let before = processes::settled_fds(&pids);
    let mut clients: Vec<Client> = (0..CROWD).map(|_| serve.client()).collect();
    if !p.is_one_at_a_time() {
        // All of them are inside before the first has gone.
        for client in &mut clients {
            client.send(get("/"));
        }
        for client in &mut clients {
            client.answer().assert_is(200, b"Hello, World!");
        }
        if SHOWN {
            let open: usize = processes::fds(&pids).iter().sum();
            assert!(open >= before + CROWD, "{open} files are open with {CROWD} clients, {before} without");
        }
    }
    for (i, client) in clients.iter_mut().enumerate() {
        let body = format!("client {i}");
        let length = body.len();
        client.send(format!(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        ));
    }
    for (i, mut client) in clients.into_iter().enumerate() {
        client.answer().assert_is(200, format!("client {i}").as_bytes());
        client.assert_closed();
    }
    if SHOWN {
        processes::assert_fds_return_to(&pids, before);
    }
}

/// How many clients want all for themselves.
const GREEDY: usize = 4;
/// When they have had so many answers they give up. A fair server, which reads a few
/// buffers full of one client before it turns to the next, has answered the polite one after some thousands.
const ENOUGH: usize = 200_000;

/// Four clients always have more requests on their way, and read as fast as answers come. A polite one is answered among
/// them, and not when they have given up. (One at a time: it is, once they have gone. How much of one client a server takes
/// before it turns to the next is counted in chapters 4 and 7, where the buffers can be filled first: from outside, on a
/// busy machine, these may run dry for a moment, and then even a server that stays as long as it can comes to the others.)
pub fn a_polite_client_among_greedy_ones(p: &Program) {
    let serve = p.serve();
    if p.is_one_at_a_time() {
        Greedy::begin(serve.addr(), 1, 1000).give_up();
        serve.assert_serves();
        return;
    }
    let mut polite = serve.client();
    polite.send(get("/"));
    polite.answer().assert_is(200, b"Hello, World!");
    let greedy = Greedy::begin(serve.addr(), GREEDY, ENOUGH);
    let before = greedy.had(1000);
    polite.send(get("/"));
    polite.answer().assert_is(200, b"Hello, World!");
    let meanwhile = greedy.had(0) - before;
    assert!(
        before + meanwhile < ENOUGH,
        "the greedy ones had {meanwhile} answers and gave up, and only then was the polite one answered"
    );
    greedy.give_up();
    serve.assert_serves();
}

/// Of forty clients that send a thousand requests each in one go, every second one breaks off with a reset in the middle of
/// the answers; the others get all of theirs, no more and no fewer.
pub fn resets_in_the_middle_of_a_burst(p: &Program) {
    let serve = p.serve();
    let pids = serve.pids();
    let before = processes::settled_fds(&pids);
    let mut clients: Vec<Client> = (0..40).map(|_| serve.client()).collect();
    thread::scope(|scope| {
        for (i, client) in clients.drain(..).enumerate() {
            scope.spawn(move || {
                let mut client = client;
                client.send(get("/").repeat(1000));
                let answers = if i % 2 == 0 { 10 } else { 1000 };
                for _ in 0..answers {
                    client.answer().assert_is(200, b"Hello, World!");
                }
                if i % 2 == 0 {
                    client.reset();
                } else {
                    client.half_close();
                    client.assert_closed();
                }
            });
        }
    });
    if SHOWN {
        processes::assert_fds_return_to(&pids, before);
    }
    serve.assert_serves();
}
