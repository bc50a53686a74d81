//! `serve`: its command line.

use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};

use crate::Program;
use crate::fetching::Fetched;
use crate::patience::{self, Must};
use crate::processes::skipped;
use crate::serving::Serving;

/// A bad port, or a flag it does not have, is one line on stderr and exit 2.
pub fn a_bad_word_is_exit_2(p: &Program) {
    for words in [
        &["serve", "--port", "70000"][..],
        &["serve", "--port", "-1"],
        &["serve", "--port", "http"],
        &["serve", "--port", ""],
        &["serve", "--port"],
        &["serve", "--bogus"],
        &["serve", "--requests", "3"],
    ] {
        Fetched::run(p.command(words)).assert_refused(&["port", "bogus", "requests"]);
    }
}

/// A port that is in use is one line on stderr that names it, and exit 1.
pub fn a_taken_port_is_exit_1(p: &Program) {
    let taken = lab::net::listen(0).must("listen");
    let port = taken.local_addr().must("read the port").port().to_string();
    let ended = Fetched::run(p.command(&["serve", "--port", &port]));
    ended.assert_exit(1);
    ended.assert_one_line(&[&port]);
}

/// A port that was asked for is the port it listens on.
pub fn the_port_that_was_asked_for(p: &Program) {
    // Below the ports that systems hand out by themselves, and for each call a range of its own, so that nobody takes it
    // between our look and its start.
    static CALLS: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + (std::process::id() % 10) as u16 * 1_000 + CALLS.fetch_add(20, SeqCst) % 1_000;
    let port = (first..first + 20).find(|port| lab::net::listen(*port).is_ok()).must("find a free port");
    let serve = Serving::start(p.command(&["serve", "--port", &port.to_string()]));
    assert_eq!(serve.addr().port(), port);
    serve.assert_serves();
}

/// It listens on 127.0.0.1 and on no other address.
pub fn only_loopback_is_served(p: &Program) {
    if !cfg!(target_os = "linux") {
        return skipped("only Linux has the whole of 127.0.0.0/8 without being told");
    }
    let serve = p.serve();
    let elsewhere = SocketAddr::from(([127, 0, 0, 2], serve.addr().port()));
    assert!(
        TcpStream::connect_timeout(&elsewhere, patience::STEP).is_err(),
        "somebody listens on {elsewhere}"
    );
}
