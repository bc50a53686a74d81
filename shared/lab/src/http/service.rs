//! What a server's conversation asks: a request in, an answer out.

use super::Answer;

/// A request, whole, borrowed from the conversation's buffer for as long as it is answered.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`, … as it came.
    pub method: &'a str,
    /// The path, with its query, as it came. Of a whole URL, its path.
    pub path: &'a str,
    /// The headers as they came.
    pub headers: &'a [httparse::Header<'a>],
    /// The body, without its framing.
    pub body: &'a [u8],
}

/// Turns a request into an answer. Closures and functions `fn(&Request) -> Answer` are services.
pub trait Service {
    /// Answers one request. Must not block: whoever waits does it outside, told by [`Answer::after`].
    fn answer(&mut self, request: &Request<'_>) -> Answer;
}

impl<F: FnMut(&Request<'_>) -> Answer> Service for F {
    fn answer(&mut self, request: &Request<'_>) -> Answer {
        self(request)
    }
}

/// A request's target may be a whole URL, as clients send it to a proxy; every server must understand that (RFC 9112,
/// section 3.2.2). Its host is not looked at, as the `Host` of other requests is not. Without a path it means the root;
/// a query alone is dropped.
pub(super) fn path_of(target: &str) -> &str {
    if target.starts_with('/') {
        return target;
    }
    let Some((_, rest)) = target.split_once("://") else { return target };
    match rest.find(['/', '?']) {
        Some(path) if rest[path..].starts_with('/') => &rest[path..],
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn of_a_whole_url_the_path_is_taken() {
        for (target, path) in [
            ("/", "/"),
            ("/a?b=http://c/d", "/a?b=http://c/d"),
            ("http://host", "/"),
            ("http://host:80/", "/"),
            ("HTTP://host/a/b?c=/d", "/a/b?c=/d"),
            ("http://host?c=/d", "/"),
            ("http://[::1]:80/a//b", "/a//b"),
            ("*", "*"),
            ("host:80", "host:80"),
        ] {
            assert_eq!(path_of(target), path, "{target}");
        }
    }
}
