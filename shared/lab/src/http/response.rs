//! A response that has come in whole.

/// A response that has come in whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code, 200 to 599 (a 1xx is not a response of its own; see [`Exchange`](super::Exchange)).
    pub status: u16,
    /// Names as they came, values as text (bytes above 127 replaced).
    pub headers: Vec<(String, String)>,
    /// The body, without its framing.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
