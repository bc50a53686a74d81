//! `serve`: many clients at once.

use crate::Program;
use crate::client::{Client, get};
use crate::processes::{self, skipped};

/// While one client's answer takes long, the others are served. (One at a time: they are served afterwards.)
pub fn a_slow_answer_delays_nobody_else(p: &Program) {
    let serve = p.serve();
    let mut slow = serve.client();
    slow.send(get("/"));
    slow.answer().assert_is(200, b"Hello, World!");
    if p.is_one_at_a_time() {
        slow.send("GET /delay/200 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut other = serve.client();
        other.send(get("/"));
        other.answer().assert_is(200, b"Hello, World!");
        assert!(
            slow.has_something_to_read(),
            "the second client was served before the first: not one at a time"
        );
        slow.answer().assert_is(200, b"ok");
        return;
    }
    slow.send(get("/delay/60000"));
    for _ in 0..20 {
        serve.assert_serves();
    }
    assert!(!slow.has_something_to_read(), "after a minute's delay, which is not over, something has come");
}

/// Two hundred clients at once, each with a slow answer, and each gets its own.
pub fn two_hundred_clients(p: &Program) {
    let serve = p.serve();
    let delay = if p.is_one_at_a_time() { 1 } else { 50 };
    let mut clients: Vec<Client> = (0..200).map(|_| serve.client()).collect();
    for client in &mut clients {
        let request = get(&format!("/delay/{delay}"));
        client.send(request + "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
    // Each goes when it is done. One that stays makes the server linger, and where it serves one at a time, all others
    // wait for that.
    for mut client in clients {
        client.answer().assert_is(200, b"ok");
        assert_eq!(client.answer().status, 404);
        client.assert_closed();
    }
}

/// Two hundred connections are kept at once, and take turns. (One at a time: the first keeps the others waiting.)
pub fn two_hundred_kept_connections(p: &Program) {
    let serve = p.serve();
    let mut clients: Vec<Client> = (0..200).map(|_| serve.client()).collect();
    if p.is_one_at_a_time() {
        let [first, second, ..] = &mut clients[..] else { return };
        second.send(get("/"));
        for _ in 0..20 {
            first.send(get("/"));
            first.answer().assert_is(200, b"Hello, World!");
        }
        assert!(
            !second.has_something_to_read(),
            "the second client was served while the first was: not one at a time"
        );
        first.half_close();
        second.answer().assert_is(200, b"Hello, World!");
        return;
    }
    for _ in 0..3 {
        for client in &mut clients {
            client.send(get("/"));
            client.answer().assert_is(200, b"Hello, World!");
        }
    }
}

/// Six hundred connects are not dropped while the program is busy with something else: the backlog holds them.
pub fn the_backlog_holds_six_hundred(p: &Program) {
    let cut = std::fs::read_to_string("/proc/sys/net/core/somaxconn").ok();
    let cut: Option<u32> = cut.and_then(|cut| cut.trim().parse().ok());
    if cut.is_none_or(|cut| cut < 1024) {
        return skipped("this system does not tell its limit on backlogs, or it is below 1,024");
    }
    let serve = p.serve();
    serve.assert_serves();
    // Stopped, it accepts nobody: whoever connects now is held by the system.
    let pids = serve.pids();
    processes::signal("STOP", &pids);
    let clients: Vec<Client> = (0..600).map(|_| serve.client()).collect();
    processes::signal("CONT", &pids);
    for mut client in clients {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        client.answer().assert_is(200, b"Hello, World!");
    }
}
