//! `fetch`: servers at the other end of a link that is long, narrow, or cuts everything into small pieces.

use std::time::Duration;

use crate::Program;
use crate::client::pattern;
use crate::fetching::Folder;
use crate::link::Link;
use crate::pace::Shape;
use crate::peer::Peer;

/// A response in chunks, with all there may be, and one with a length.
const ANSWERS: [&str; 2] = [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nsome\r\n008\r\n content\r\n0\r\nX-Sum: 1\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nsome content",
];

/// Servers far away, each at another distance, bring every response, in the order of the command line.
pub fn servers_far_away(p: &Program) {
    let peer = Peer::answering(ANSWERS[0]);
    let links: Vec<Link> = (0..6)
        .map(|i| {
            let (delay, jitter) = (Duration::from_millis(120 - 20 * i), Duration::from_millis(30));
            Link::to(peer.addr(), Shape { delay, jitter, seed: i, ..Shape::PLAIN })
        })
        .collect();
    let urls: Vec<String> = (0..24).map(|i| links[i % links.len()].url("/")).collect();
    let fetched = p.fetch(&urls);
    fetched.assert_brought(&[(200, 12); 24]);
    for ((_, _, line), url) in fetched.responses().iter().zip(&urls) {
        assert!(line.ends_with(url.as_str()), "{line:?} stands where {url} belongs");
    }
}

/// The way there and back counts: a server that answers at once, but further away than the timeout, has timed out.
pub fn too_far_for_the_timeout(p: &Program) {
    let peer = Peer::answering(ANSWERS[1]);
    let link = Link::to(peer.addr(), Shape { delay: Duration::from_secs(30), ..Shape::PLAIN });
    let fetched = p.fetch(&["--timeout", "700", &peer.url(), &link.url("/"), &peer.url()]);
    fetched.assert_failed(&link.url("/"), &["timed out"]);
    assert_eq!(fetched.responses().len(), 2, "responses in {fetched}");
}

/// Bodies of 2 MB over a narrow link, four at once, are saved byte by byte as they came.
pub fn a_narrow_link_with_big_bodies(p: &Program) {
    let body = pattern(2_000_000);
    let answer =
        [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat();
    let peer = Peer::answering(answer);
    let shape = Shape { bytes_a_second: Some(4_000_000), jitter: Duration::from_millis(3), ..Shape::PLAIN };
    let link = Link::to(peer.addr(), shape);
    let folder = Folder::new();
    let url = link.url("/");
    p.fetch(&["--save", folder.word(), &url, &url, &url, &url]).assert_brought(&[(200, body.len()); 4]);
    for k in 0..4 {
        let saved = folder.read(&k.to_string()).unwrap_or_default();
        assert!(saved == body, "the file {k} has {} bytes, or other ones", saved.len());
    }
}

/// Over a link that carries each byte alone, both ways, a response is what it is.
pub fn one_byte_segments_both_ways(p: &Program) {
    for answer in ANSWERS {
        let peer = Peer::answering(answer);
        let link = Link::to(peer.addr(), Shape { segment: 1, ..Shape::PLAIN });
        let folder = Folder::new();
        p.fetch(&["--save", folder.word(), &link.url("/"), &link.url("/")]).assert_brought(&[(200, 12); 2]);
        assert_eq!(folder.read("0").as_deref(), Some(&b"some content"[..]));
        assert!(link.pieces() > 2 * answer.len(), "only {} pieces: it did not cut", link.pieces());
    }
}

/// A link that is cut in the middle of the bodies fails its own URLs, each with a clear line; the others complete.
pub fn a_link_that_is_cut(p: &Program) {
    let near = Peer::answering(ANSWERS[1]);
    let (begun, all_begun) = std::sync::mpsc::channel();
    let slow = Peer::new(move |mut conn| {
        conn.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part");
        let _ = begun.send(());
        conn.wait_for_close();
    });
    let link = Link::to(slow.addr(), Shape { delay: Duration::from_millis(20), ..Shape::PLAIN });
    let fetched = std::thread::scope(|scope| {
        let link = &link;
        scope.spawn(move || {
            // Whoever fetches in turn has the first cut while the second has not begun.
            let mut at_once = p.of(3);
            for _ in 0..3 {
                if all_begun.recv_timeout(crate::patience::STEP).is_err() {
                    return;
                }
                at_once -= 1;
                if at_once == 0 {
                    link.cut();
                    at_once = p.of(3);
                }
            }
        });
        p.fetch(&[near.url(), link.url("/1"), link.url("/2"), link.url("/3"), near.url()])
    });
    for path in ["/1", "/2", "/3"] {
        fetched.assert_failed(&link.url(path), &[]);
    }
    assert_eq!(fetched.responses().len(), 2, "responses in {fetched}");
}
