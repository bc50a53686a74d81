//! A server with nothing to do sleeps, whatever state its connections are in.
#![allow(clippy::unwrap_used, missing_docs)]

mod server_common;

use std::io::{Read, Write};

use server_common::*;

/// A loop that is told again and again of what it cannot or need not do (write interest left on, a hang-up it does not
/// ask for, the end of a stream it has read already) goes round a hundred thousand times in the meantime.
#[test]
fn a_thousand_connections_in_every_state_cause_no_turn() {
    let limit = lab::net::raise_fd_limit().unwrap_or(u64::MAX);
    // Both ends are in this process, and some descriptors are its own.
    let each = usize::try_from((limit.saturating_sub(100) / 2).min(1000) / 5).unwrap();
    if each < 200 {
        eprintln!("only {} connections: this system allows {limit} open files", 5 * each);
    }
    with_server("idle connections", move |server| {
        let addr = server.addr();
        let silent: Vec<_> = (0..each).map(|_| connect(addr)).collect();
        let mut kept: Vec<_> = (0..each).map(|_| ask(addr, &get("/"))).collect();
        for stream in &mut kept {
            assert_eq!(response(stream).status, 200);
        }
        let half_said: Vec<_> = (0..each).map(|_| ask(addr, "GET / HTTP/1.1\r\nHo")).collect();
        let waiting: Vec<_> = (0..each).map(|_| ask(addr, &get("/delay/60000"))).collect();
        let gone: Vec<_> = (0..each).map(|_| ask(addr, &get("/delay/60000"))).collect();
        let mut unread = ask(addr, &get("/bytes/8000000"));
        unread.read_exact(&mut [0; 100]).unwrap();
        until(server, |counts| counts.open == 5 * each as u64 + 1 && counts.in_flight == 2 * each as u64 + 1);
        // While their answers are pending, some half-close and some reset. The server looks up neither.
        for (i, stream) in gone.into_iter().enumerate() {
            if i % 2 == 0 { reset(stream) } else { drop(stream) }
        }
        waiting.iter().for_each(half_close);

        // Whatever all that caused is done when the next answer is there.
        let mut one = connect(addr);
        one.write_all(get("/").as_bytes()).unwrap();
        assert_eq!(response(&mut one).status, 200);
        let before = server.turns();
        one.write_all(get("/delay/400").as_bytes()).unwrap();
        assert_eq!(response(&mut one).status, 200);
        let turns = server.turns() - before;
        // The question, the request, the deadline; and room for a few that cannot be told from outside.
        assert!(turns <= 10, "the loop went round {turns} times in 400 ms with nothing to do");
        drop((silent, half_said, unread));
    });
}

/// The deadline of a lingering close must go with its connection. Left behind, it would be due for ever.
#[test]
fn a_deadline_does_not_outlive_its_connection() {
    with_server("deadlines", |server| {
        for _ in 0..10 {
            let mut refused = ask(server.addr(), "nonsense\r\n\r\n");
            assert_eq!(count(&rest(&mut refused), "HTTP/1.1 400"), 1);
        }
        until(server, |counts| counts.open == 0);
        let before = server.turns();
        // Longer than a lingering close may take: 1 s.
        assert_eq!(fetch(server.addr(), "/delay/1200").status, 200);
        let turns = server.turns() - before;
        assert!(turns <= 15, "the loop went round {turns} times for one request");
    });
}
