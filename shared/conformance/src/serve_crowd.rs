//! `serve`: a crowd of clients, some of whom would take all for themselves.

use std::thread;

use crate::Program;
use crate::client::{Client, get};
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
const GREEDY: usize = 16;
/// How often the polite one is looked at.
const ROUNDS: usize = 9;

/// Sixteen clients have sent requests without end when a polite one sends its single one: it is answered long before they
/// are. (One at a time: after the first of them.)
pub fn a_polite_client_among_greedy_ones(p: &Program) {
    let serve = p.serve();
    let pids = serve.pids();
    // A long request and a short answer: the system's buffers hold answers to all that it holds of requests, so nobody has to
    // read for the server to go on.
    let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(1000));
    let mut shares: Vec<usize> = (0..if p.is_one_at_a_time() { 1 } else { ROUNDS })
        .map(|_| {
            let mut greedy: Vec<Client> =
                (0..p.of(GREEDY)).map(|_| Client::connect_wide(serve.addr())).collect();
            let mut polite = serve.client();
            for client in greedy.iter_mut().chain((!p.is_one_at_a_time()).then_some(&mut polite)) {
                client.send(get("/"));
                client.answer().assert_is(200, b"Hello, World!");
            }
            // Stopped, it sees all of this only afterwards, and the polite one last.
            processes::signal("STOP", &pids);
            let sent: usize =
                greedy.iter_mut().map(|client| client.send_what_fits(&request, BURST) / request.len()).sum();
            polite.send(get("/"));
            processes::signal("CONT", &pids);
            if p.is_one_at_a_time() {
                greedy.clear();
            }
            polite.answer().assert_is(200, b"Hello, World!");
            100 * greedy.iter_mut().map(Client::answers_here).sum::<usize>() / sent.max(1)
        })
        .collect();
    shares.sort_unstable();
    // The median: on a loaded machine this side may look late, now and then. A server that stays with a client until it is
    // done answers the polite one last. (One that stays only until a read would block is not told apart here: the system's
    // buffer for a socket holds no more than a fair turn.)
    assert!(
        shares[shares.len() / 2] < 50,
        "of all that the greedy ones had asked, so many percent were answered before the polite one was: {shares:?}"
    );
    serve.assert_serves();
}

/// How many bytes of requests a greedy client would like to be rid of.
const BURST: usize = 1024 * 1024;

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
