//! `fetch`: its command line and what it prints.

use std::fs::File;
use std::io::Seek;

use crate::Program;
use crate::fetching::{Fetched, Folder};
use crate::patience::Must;
use crate::peer::Peer;

/// The keys of the ledger, in their order.
const KEYS: [&str; 10] = [
    "model",
    "requests",
    "ok",
    "failed",
    "wall_s",
    "cpu_s",
    "threads",
    "voluntary_switches",
    "involuntary_switches",
    "peak_rss_kib",
];

/// With `--json` the last line of stdout is the ledger: one object with the promised keys in their order.
pub fn json_is_the_last_line(p: &Program) {
    let peer = Peer::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let gone = Peer::new(|conn| conn.reset());
    let fetched = p.fetch(&["--json", &peer.url(), &gone.url(), &peer.url()]);
    fetched.assert_exit(1);
    let json = fetched.json();
    assert!(json.starts_with('{') && json.ends_with('}'), "{json}");
    let places: Vec<usize> = KEYS
        .iter()
        .map(|key| json.find(&format!("\"{key}\":")).must(format_args!("find {key} in {json}")))
        .collect();
    assert!(places.is_sorted(), "the keys' order in {json}");
    let ledger = fetched.ledger();
    assert_eq!((ledger.requests, ledger.ok, ledger.failed), (Some(3), Some(2), Some(1)), "{json}");
    assert!(ledger.threads >= 1, "{json}");
    assert!(!ledger.model.is_empty(), "{json}");
}

/// A bad flag, value or URL is one line on stderr and exit 2.
pub fn a_bad_word_is_exit_2(p: &Program) {
    for (words, says) in [
        (&["--bogus"][..], "bogus"),
        (&["--requests", "many"], "requests"),
        (&["--requests", "0"], "requests"),
        (&["--requests", "-1"], "requests"),
        (&["--delay", ""], "delay"),
        (&["--timeout", "1.5"], "timeout"),
        (&["--timeout", "99999999999999999999999"], "timeout"),
        (&["--timeout"], "timeout"),
        (&["localhost"], "localhost"),
        (&["ftp://localhost/"], "ftp"),
        (&["http://"], "http://"),
        (&["http://localhost:99999/"], "99999"),
        (&["http://local host/"], "local host"),
    ] {
        p.fetch(words).assert_refused(&[says]);
    }
}

/// `https` is refused with a line that says so.
pub fn https_is_refused_by_name(p: &Program) {
    p.fetch(&["https://localhost/"]).assert_refused(&["https"]);
}

/// It never reads its stdin: whoever shares the file finds it where it was.
pub fn stdin_is_left_alone(p: &Program) {
    let folder = Folder::new();
    let mut file = folder.file_with("stdin", b"not for you\n");
    let mut command = p.command(&["fetch", "--requests", "3", "--delay", "1"]);
    let shared: File = file.try_clone().must("share a file");
    command.stdin(shared);
    Fetched::run(command).assert_brought(&[(200, 2); 3]);
    assert_eq!(
        file.stream_position().must("ask for the position"),
        0,
        "the position in the file that is stdin"
    );
}

/// The request names host, port and path as the URL does.
pub fn the_request_says_what_the_url_says(p: &Program) {
    let (tell, told) = std::sync::mpsc::channel();
    let peer = Peer::raw(move |mut conn| {
        let _ = tell.send(conn.request().unwrap_or_default());
        conn.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    let url = peer.path("/some/path?and=a&query#fragment");
    p.fetch(&[&url]).assert_brought(&[(200, 2)]);
    let request = told.try_recv().must("find a request");
    assert!(request.starts_with("GET /some/path?and=a&query HTTP/1.1\r\n"), "{request:?}");
    let authority = url.split('/').nth(2).unwrap_or_default();
    assert!(request.contains(&format!("\r\nHost: {authority}\r\n")), "{request:?}");
}
