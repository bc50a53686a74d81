//! `fetch`: a thousand requests, and no fewer of them at once than the chapter promises.

use std::sync::Arc;

use crate::Program;
use crate::peer::{Gate, Peer};

/// A thousand requests are in flight at once: the server answers none before all are there. (One at a time, or a pool:
/// never more than that.)
pub fn a_thousand_at_once(p: &Program) {
    lab::net::raise_fd_limit();
    let gate = Arc::new(Gate::default());
    let all = p.of(1000);
    let peer = Peer::gated(&gate, all);
    p.fetch(&vec![peer.url(); 1000]).assert_brought(&[(200, 2); 1000]);
    assert_eq!(gate.most(), all, "requests in flight at once");
    assert_eq!(peer.accepted(), 1000, "connections");
}

/// Of three hundred requests at once a third meet a server that breaks off, each in its own way: these fail, one line each,
/// and the others complete.
pub fn a_third_of_them_fail(p: &Program) {
    let peer = Peer::raw(|mut conn| {
        let request = conn.request().unwrap_or_default();
        let number: usize = request.split(['/', ' ']).nth(2).and_then(|n| n.parse().ok()).unwrap_or(0);
        match number % 9 {
            0 => conn.reset(),
            3 => conn.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part"),
            6 => conn.send("garbage\r\n\r\n"),
            _ => conn
                .send(format!("HTTP/1.1 200 OK\r\nContent-Length: {number}\r\n\r\n{}", "x".repeat(number))),
        }
    });
    let urls: Vec<String> = (0..300).map(|number| peer.path(&format!("/{number}"))).collect();
    let fetched = p.fetch(&urls);
    fetched.assert_exit(1);
    let brought: Vec<usize> = fetched.responses().iter().map(|(_, bytes, _)| *bytes).collect();
    let expected: Vec<usize> = (0..300).filter(|number| number % 3 != 0).collect();
    assert_eq!(brought, expected, "the numbers of the responses that came");
    assert_eq!(fetched.failures(), 100, "failures in {fetched}");
}
