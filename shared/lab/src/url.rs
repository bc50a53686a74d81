//! The few URLs this book needs: `http://host[:port]/path`.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// An `http` URL, taken apart. `https` is refused with a sentence that says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    pub host: String,
    /// 80 unless the URL says otherwise.
    pub port: u16,
    /// Path and query, beginning with `/`. A fragment never reaches a server, so it is cut off.
    pub path: String,
}

impl Url {
    /// The `Host` header's value: the port only where it is not 80, an IPv6 address in brackets.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == 80 { host } else { format!("{host}:{}", self.port) }
    }
}

impl FromStr for Url {
    type Err = String;

    /// # Errors
    /// A sentence naming the URL and what is wrong with it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Escaped: what is refused may hold line ends and worse, and the sentence is one line on a terminal.
        let refuse = |why: &str| Err(format!("{}: {why}", text.escape_debug()));
        // A space or a line's end in a path would reach the server as the end of the request line, and what follows it
        // as further headers.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("a URL has only visible ASCII characters; write others as %XX");
        }
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => {
                return refuse("https is not spoken here: use an http:// URL");
            }
            _ => return refuse("a URL begins with http://"),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return refuse("names and passwords in URLs are not supported");
        }
        let (host, port) = match authority.strip_prefix('[').map(|rest| rest.split_once(']')) {
            Some(Some((host, port))) if host.parse::<Ipv6Addr>().is_ok() => (host, port),
            Some(_) => return refuse("an address in brackets is an IPv6 address"),
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        if host.is_empty() {
            return refuse("no host");
        }
        // Not what RFC 3986 allows, but what is ever in use. (The characters of an IPv6 address are checked above.)
        let in_use = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
        if !host.bytes().all(in_use) {
            return refuse("a host is a name or an address");
        }
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => 80,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
                Ok(port @ 1..) => port,
                _ => return refuse("a port is a number from 1 to 65535"),
            },
            _ => return refuse("a port is a number from 1 to 65535"),
        };
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Url { host: host.to_owned(), port, path: format!("{slash}{path}") })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.path)
    }
}
