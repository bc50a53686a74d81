//! `fetch`: limits on size and time, which no server may outgrow or outlive.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use crate::Program;
use crate::patience::{self, Must};
use crate::peer::Peer;
use crate::processes::skipped;

const MIB: usize = 1024 * 1024;
/// How much a server can be rid of beyond what the client reads: what the system's buffers hold, and much more.
const ON_THE_WAY: usize = 64 * MIB;

/// Fetches it: it must fail, with one of these words.
#[track_caller]
fn assert_fails(p: &Program, peer: &Peer, words: &[&str]) {
    p.fetch(&[peer.url()]).assert_failed(&peer.url(), words);
}

/// Fetches from a server that sends `start`, and `again` for ever: it must fail, with one of these words, when not much
/// more than `limit` bytes have come.
#[track_caller]
fn assert_gives_up(p: &Program, start: &'static str, again: Vec<u8>, limit: usize, words: &[&str]) {
    let sent = Arc::new(AtomicUsize::new(0));
    let peer = Peer::new({
        let sent = Arc::clone(&sent);
        move |mut conn| {
            conn.send(start);
            sent.store(conn.send_for_ever(&again, limit + 2 * ON_THE_WAY), SeqCst);
        }
    });
    assert_fails(p, &peer, words);
    // The thread that sends notices a little later that the client is gone.
    let sent = patience::until("the server is done sending", || match sent.load(SeqCst) {
        0 => Err("it is still at it".to_owned()),
        sent => Ok(sent),
    });
    assert!(sent < limit + ON_THE_WAY, "{sent} bytes were taken, where {limit} are the limit");
}

/// A head that never ends is given up: one long header, many short ones, a status line without an end.
pub fn an_endless_head(p: &Program) {
    let head = ["head", "header"];
    assert_gives_up(p, "HTTP/1.1 200 OK\r\nX-Long: ", vec![b'x'; 10_000], MIB, &head);
    assert_gives_up(p, "HTTP/1.1 200 OK\r\n", b"X-Short: y\r\n".repeat(1000), MIB, &head);
    assert_gives_up(p, "HTTP/1.1 200 ", vec![b'x'; 10_000], MIB, &head);
}

/// A hundred and one headers are too many.
pub fn too_many_headers(p: &Program) {
    let many: String = (0..101).map(|i| format!("X-{i}: {i}\r\n")).collect();
    assert_fails(p, &Peer::answering(format!("HTTP/1.1 200 OK\r\n{many}\r\n")), &["head", "header"]);
}

/// A server that sends interim answers for ever is not waited for longer than the timeout.
pub fn endless_interim_answers(p: &Program) {
    let peer = Peer::new(|mut conn| {
        // As fast as they are taken, or a client that has a limit on their number has an easy time.
        conn.send_for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", usize::MAX);
    });
    p.fetch(&["--timeout", "500", &peer.url()]).assert_failed(&peer.url(), &[]);
}

/// Lengths that make no sense are refused, though the server keeps the connection open.
pub fn absurd_lengths(p: &Program) {
    for headers in [
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3, 4",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Content-Length: -1",
        "Content-Length: abc",
        "Content-Length: +3",
        "Content-Length: ",
        "Content-Length: 18446744073709551616",
        "Content-Length: 99999999999999999999999999999999",
    ] {
        let peer = Peer::new(move |mut conn| {
            conn.send(format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
            conn.wait_for_close();
        });
        assert_fails(p, &peer, &["Content-Length", "length"]);
    }
}

/// A body that claims to be over 64 MiB is refused at the claim, by length and in chunks.
pub fn a_claim_over_64_mib(p: &Program) {
    for claim in [
        "Content-Length: 67108865\r\n\r\n",
        "Content-Length: 18446744073709551615\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4000001\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3fffffe\r\n",
        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nFFFFFFFFFFFFFFFE\r\n",
        "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n",
    ] {
        let peer = Peer::new(move |mut conn| {
            conn.send(format!("HTTP/1.1 200 OK\r\n{claim}"));
            conn.wait_for_close();
        });
        assert_fails(p, &peer, &["body", "chunk", "Content-Length"]);
    }
}

/// A body without a length that never ends is given up at 64 MiB.
pub fn an_endless_body(p: &Program) {
    assert_gives_up(p, "HTTP/1.1 200 OK\r\n\r\n", vec![b'x'; MIB], 64 * MIB, &["body"]);
}

/// Parts of a chunked body that nobody keeps, extensions and trailers, are given up when they never end.
pub fn endless_extensions_and_trailers(p: &Program) {
    let words = ["chunk", "head"];
    let extension = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;";
    let long_trailer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Long: ";
    let many_trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for start in [extension, long_trailer] {
        assert_gives_up(p, start, vec![b'x'; 10_000], MIB, &words);
    }
    assert_gives_up(p, many_trailers, b"X: y\r\n".repeat(1000), MIB, &words);
}

/// A server that never answers is given up at the timeout; the others complete.
pub fn a_server_that_never_answers(p: &Program) {
    let good = Peer::answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
    let silent = Peer::new(|mut conn| conn.wait_for_close());
    let fetched =
        p.fetch(&["--timeout", "1000", &good.url(), &silent.url(), &silent.path("/2"), &good.url()]);
    fetched.assert_failed(&silent.path("/2"), &["timed out"]);
    assert_eq!(fetched.failures(), 2, "failures in {fetched}");
    assert_eq!(fetched.responses().len(), 2, "responses in {fetched}");
}

/// A drip cannot outlive the timeout: it is the total, not the pause between two bytes.
pub fn a_drip_that_outlives_the_timeout(p: &Program) {
    for head in ["HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Long: "] {
        let peer = Peer::new(move |mut conn| {
            conn.send(head);
            // Ended by the client, or the case fails.
            for _ in 0..1000 {
                conn.send("x");
                thread::sleep(Duration::from_millis(20));
                if conn.is_gone() {
                    return;
                }
            }
        });
        p.fetch(&["--timeout", "500", &peer.url()]).assert_failed(&peer.url(), &["timed out"]);
    }
}

/// A silence after a drip ends at the timeout, too: what comes later, though soon after the last byte, is not waited for.
pub fn a_silence_that_outlives_the_timeout(p: &Program) {
    let timeout = Duration::from_millis(1500);
    let peer = Peer::new(move |mut conn| {
        conn.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        for _ in 0..8 {
            thread::sleep(timeout / 10);
            conn.send("x");
        }
        // Less than the timeout after the last byte, and much more than it after the first.
        thread::sleep(timeout * 9 / 10);
        conn.send("x");
    });
    p.fetch(&["--timeout", "1500", &peer.url()]).assert_failed(&peer.url(), &["timed out"]);
}

/// A connect that is never answered is given up at the timeout.
pub fn a_connect_that_never_ends(p: &Program) {
    if !cfg!(target_os = "linux") {
        return skipped("only Linux leaves a connect without an answer when the backlog is full");
    }
    let socket =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).must("make a socket");
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).must("bind");
    socket.listen(0).must("listen");
    let addr = socket.local_addr().must("read the port").as_socket().must("read the port");
    // Nobody accepts. Once the backlog is full, a connect gets no answer any more.
    let mut waiting = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&addr, Duration::from_millis(300)) {
        waiting.push(stream);
        assert!(waiting.len() < 50, "a backlog of 0 holds 50");
    }
    let url = format!("http://{addr}/");
    p.fetch(&["--timeout", "500", &url]).assert_failed(&url, &["timed out"]);
}
