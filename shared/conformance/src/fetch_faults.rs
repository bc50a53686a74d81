//! `fetch`: servers that break off, lie, or are not there. One URL fails with a clear line, the others complete.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::Program;
use crate::fetching::Folder;
use crate::patience::Must;
use crate::peer::Peer;

/// What a good server answers.
const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

/// Fetches a good URL, the bad one and a good one again: the bad one alone fails, with one of the words, and leaves no
/// file, not even an old one.
#[track_caller]
fn assert_alone_fails(p: &Program, bad: &str, words: &[&str]) {
    let good = Peer::answering(GOOD);
    let folder = Folder::new();
    folder.file_with("1", b"left by an earlier run");
    let fetched = p.fetch(&["--save", folder.word(), &good.url(), bad, &good.url()]);
    fetched.assert_failed(bad, words);
    assert_eq!(fetched.responses().len(), 2, "responses in {fetched}");
    assert_eq!(folder.read("0").as_deref(), Some(&b"good"[..]), "the file of the first URL");
    assert_eq!(folder.read("1"), None, "the file of the URL that failed");
    assert_eq!(folder.read("2").as_deref(), Some(&b"good"[..]), "the file of the last URL");
}

/// A reset in the middle of a body, by length, in chunks or without either, fails that URL alone.
pub fn a_reset_in_the_middle_of_a_body(p: &Program) {
    for head in ["Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n", ""] {
        let peer = Peer::new(move |mut conn| {
            conn.send(format!("HTTP/1.1 200 OK\r\n{head}\r\n5\r\nhello"));
            // So that the data is most often read before the reset; nothing depends on it.
            thread::sleep(Duration::from_millis(20));
            conn.reset();
        });
        assert_alone_fails(p, &peer.url(), &[]);
    }
}

/// A reset before anything has come fails that URL alone.
pub fn a_reset_at_once(p: &Program) {
    assert_alone_fails(p, &Peer::raw(|conn| conn.reset()).url(), &[]);
    assert_alone_fails(p, &Peer::new(|conn| conn.reset()).url(), &[]);
}

/// The end of the stream in the middle of a head, or before any, is a failure.
pub fn the_end_in_the_middle_of_a_head(p: &Program) {
    for part in [
        "",
        "HTT",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nA: b\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        assert_alone_fails(p, &Peer::answering(part).url(), &["ended"]);
    }
}

/// A body shorter than its length is a failure, in chunks too.
pub fn a_body_that_ends_too_early(p: &Program) {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot a hundred",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nnot a hundred",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
    ] {
        assert_alone_fails(p, &Peer::answering(answer).url(), &["ended"]);
    }
}

/// What is not HTTP is a failure.
pub fn garbage(p: &Program) {
    for answer in [
        &b"garbage\r\n\r\n"[..],
        b"\0\0\0\0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
    ] {
        assert_alone_fails(p, &Peer::answering(answer).url(), &["bad response", "response"]);
    }
}

/// A bad chunk is a failure.
pub fn a_bad_chunk(p: &Program) {
    for chunks in
        ["zz\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "\r\n\r\n"]
    {
        let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        assert_alone_fails(p, &Peer::answering(answer).url(), &["chunk"]);
    }
}

/// A port where nobody listens is a clear failure.
pub fn nobody_listens(p: &Program) {
    // Bound and not listening: refused, and nobody else gets the port meanwhile.
    let socket =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).must("make a socket");
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).must("bind");
    let addr = socket.local_addr().must("read the port").as_socket().must("read the port");
    assert_alone_fails(p, &format!("http://{addr}/"), &["connect"]);
}

/// A name that does not exist is a clear failure, and the others complete.
pub fn a_name_that_does_not_exist(p: &Program) {
    assert_alone_fails(p, "http://no-such-host.invalid/", &["resolve"]);
}

/// A response that is complete before the request was read is a response.
pub fn answered_before_it_asked(p: &Program) {
    let early = Peer::raw(|mut conn| {
        conn.send(GOOD);
        conn.half_close();
        // Only now it reads, and throws away.
        conn.wait_for_close();
    });
    p.fetch(&vec![early.url(); 20]).assert_brought(&[(200, 4); 20]);
}

/// A server that answers and closes without reading the request makes the system send a reset: the response is
/// brought or the failure is clear, but nothing hangs.
pub fn answered_and_closed_without_reading(p: &Program) {
    let rough = Peer::raw(|mut conn| {
        conn.send(GOOD);
        conn.close_roughly();
    });
    let fetched = p.fetch(&vec![rough.url(); 20]);
    let (brought, failed) = (fetched.responses().len(), fetched.failures());
    assert_eq!(brought + failed, 20, "one line for each URL in {fetched}");
    fetched.assert_exit(i32::from(failed > 0));
}

/// A server that takes its time to accept is only slow.
pub fn a_server_slow_to_accept(p: &Program) {
    let listener = lab::net::listen(0).must("listen");
    let addr = listener.local_addr().must("read the port");
    let server = thread::spawn(move || slow_to_accept(&listener));
    p.fetch(&vec![format!("http://{addr}/"); 3]).assert_brought(&[(200, 4); 3]);
    server.join().must_not_panic();
}

fn slow_to_accept(listener: &TcpListener) {
    use std::io::Write;
    for _ in 0..3 {
        thread::sleep(Duration::from_millis(100));
        let (mut stream, _) = listener.accept().must("accept");
        let mut request = [0; 4096];
        std::io::Read::read(&mut stream, &mut request).must("read the request");
        stream.write_all(GOOD.as_bytes()).must("answer");
    }
}

/// For threads of a case: their panic is the case's.
trait MustNotPanic {
    fn must_not_panic(self);
}

impl MustNotPanic for thread::Result<()> {
    fn must_not_panic(self) {
        self.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}
