//! Connections leave nothing behind, however they end. (Alone in its program: others' descriptors would be counted.)
#![allow(clippy::unwrap_used, missing_docs)]

mod server_common;

use std::io::Read;

use lab::probe::open_fds;
use server_common::*;

#[test]
fn twelve_hundred_connections_leave_no_descriptor_behind() {
    if open_fds().is_none() {
        eprintln!("skipped: this system does not tell how many descriptors are open");
        return;
    }
    let at_first = open_fds();
    with_server("leaks", |server| {
        let addr = server.addr();
        let before = open_fds();
        for _ in 0..200 {
            assert_eq!(fetch(addr, "/").status, 200);
            reset(ask(addr, &get("/delay/20")));
            drop(ask(addr, "GET / HTTP/1.1\r\nHo"));
            drop(connect(addr));
            assert_eq!(count(&rest(&mut ask(addr, "nonsense\r\n\r\n")), "HTTP/1.1 400"), 1);
            ask(addr, &get("/bytes/1000000")).read_exact(&mut [0; 100]).unwrap();
        }
        let counts = until(server, |counts| counts.accepted == 1200 && counts.open == 0);
        assert_eq!(counts.in_flight, 0);
        assert_eq!(open_fds(), before);
    });
    assert_eq!(open_fds(), at_first, "the server itself leaves nothing behind either");
}
