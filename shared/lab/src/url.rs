//! The few URLs this book needs: `http://host[:port]/path`.

use std::fmt;
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
    fn from_str(_text: &str) -> Result<Self, Self::Err> {
        todo!(
            "parse; refuse https, userinfo, control characters and spaces (they would smuggle headers), bad ports"
        )
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.path)
    }
}
