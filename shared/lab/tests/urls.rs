//! Which URLs are taken, and what is said to the others.
#![allow(clippy::unwrap_used, missing_docs)]

use lab::url::Url;

#[test]
fn a_url_is_taken_apart() {
    for (text, host, port, path) in [
        ("http://host", "host", 80, "/"),
        ("http://host:8080/a/b?c=d#e", "host", 8080, "/a/b?c=d"),
        ("http://host?q", "host", 80, "/?q"),
        ("HTTP://127.0.0.1:1/", "127.0.0.1", 1, "/"),
        ("http://[::1]:65535/x", "::1", 65535, "/x"),
    ] {
        let url: Url = text.parse().unwrap();
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), (host, port, path), "{text}");
    }
    assert_eq!("http://[::1]:81/x".parse::<Url>().unwrap().to_string(), "http://[::1]:81/x");
}

#[test]
fn what_is_refused_is_refused_with_a_reason() {
    for (text, reason) in [
        ("https://host/", "https is not spoken here"),
        ("host/path", "begins with http://"),
        ("ftp://host/", "begins with http://"),
        ("http://", "no host"),
        ("http://:80/", "no host"),
        ("http://host:0/", "a port is"),
        ("http://host:65536/", "a port is"),
        ("http://host:+80/", "a port is"),
        ("http://host:/", "a port is"),
        ("http://[::1/", "brackets"),
        ("http://[host]/", "brackets"),
        ("http://user:pass@host/", "not supported"),
        ("http://host/a b", "visible ASCII"),
        ("http://host/\r\nX: y", "visible ASCII"),
        ("http://höst/", "visible ASCII"),
    ] {
        let said = text.parse::<Url>().unwrap_err();
        assert!(said.contains(reason), "{text}: {said}");
    }
}
