//! Which URLs are taken, and what is said to the others.

use lab::http::Exchange;
use lab::url::Url;
use proptest::prelude::*;

#[test]
fn a_url_is_taken_apart() {
    for (text, host, port, path) in [
        ("http://host", "host", 80, "/"),
        ("http://host:8080/a/b?c=d#e", "host", 8080, "/a/b?c=d"),
        ("http://host?q", "host", 80, "/?q"),
        ("http://host#f", "host", 80, "/"),
        ("http://host/a@b:c", "host", 80, "/a@b:c"),
        ("HTTP://127.0.0.1:1/", "127.0.0.1", 1, "/"),
        ("http://[::1]:65535/x", "::1", 65535, "/x"),
        ("http://[fe80::2]", "fe80::2", 80, "/"),
    ] {
        let url: Url = text.parse().unwrap();
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), (host, port, path), "{text}");
    }
    assert_eq!("http://[::1]:81/x".parse::<Url>().unwrap().to_string(), "http://[::1]:81/x");
    assert_eq!("http://host:80".parse::<Url>().unwrap().to_string(), "http://host/");
}

#[test]
fn what_is_refused_is_refused_with_a_reason_in_one_line() {
    for (text, reason) in [
        ("https://host/", "use an http:// URL"),
        ("HTTPS://host/", "use an http:// URL"),
        ("", "begins with http://"),
        ("host/path", "begins with http://"),
        ("ftp://host/", "begins with http://"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://:80/", "no host"),
        ("http://host:0/", "a port is"),
        ("http://host:65536/", "a port is"),
        ("http://host:+80/", "a port is"),
        ("http://host:/", "a port is"),
        ("http://a:b:80/", "a port is"),
        ("http://::1/", "no host"),
        ("http://[::1]80/", "a port is"),
        ("http://[::1/", "brackets"),
        ("http://[host]/", "brackets"),
        ("http://[]/", "brackets"),
        ("http://user:pass@host/", "not supported"),
        ("http://host\\@other/", "not supported"),
        ("http://a\"b/", "a host is"),
        ("http://a%0d%0ab/", "a host is"),
        ("http://host/a b", "visible ASCII"),
        ("http://host/\r\nX: y", "visible ASCII"),
        ("http://host/\u{1b}[31m", "visible ASCII"),
        ("http://host/\0", "visible ASCII"),
        ("http://höst/", "visible ASCII"),
    ] {
        let said = text.parse::<Url>().expect_err(text);
        assert!(said.contains(reason), "{text}: {said}");
        assert!(!said.contains(char::is_control), "{said:?} is more than a line of text");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_url_that_is_taken_is_the_same_when_written_and_read_again(
        text in "http://([a-z0-9.-]{1,9}|\\[[0-9a-f:]{2,9}\\]|.{0,9})(:[0-9]{0,6})?([/?#].{0,20})?",
    ) {
        if let Ok(url) = text.parse::<Url>() {
            prop_assert_eq!(url.to_string().parse::<Url>(), Ok(url));
        }
    }

    #[test]
    fn no_url_writes_more_than_one_request(text in "http://(host|.{1,9})(:[0-9]{1,5})?/([!-~]|\\PC|[\r\n\t ]){0,20}") {
        if let Ok(url) = text.parse::<Url>() {
            let request = String::from_utf8(Exchange::get(&url).outgoing().to_vec()).unwrap();
            prop_assert_eq!(request.lines().count(), 6, "five lines and the blank one: {}", request);
            prop_assert_eq!(request.lines().next().unwrap().split(' ').count(), 3);
        }
    }
}
