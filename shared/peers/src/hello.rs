//! What every server here does with the bytes: the least that answers `GET /` rightly.

use std::mem::MaybeUninit;

/// What the light client sends.
pub const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/// The answer to it, byte for byte what every chapter's `serve` gives.
pub const RESPONSE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// No head may be longer, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// No head may have more headers.
const MAX_HEADERS: usize = 100;

/// One connection's requests: bytes in, answers out. `httparse` finds where a request ends, in any cuts; nothing is
/// copied when a whole request came in one read.
///
/// Bodies are not read (nobody sends one here): where a real server would begin with one, this one says 404.
#[derive(Debug, Default)]
pub struct Hello {
    /// The beginning of a request whose end has not come. Empty nearly always.
    begun: Vec<u8>,
    /// Set when a client asked to close: no further request is answered.
    pub close: bool,
}

/// What came is no HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl Hello {
    /// Bytes came, cut anywhere: the answers to all requests that are now complete are added to `out`.
    ///
    /// # Errors
    /// It is no HTTP. Close the connection.
    pub fn received(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
        if self.begun.is_empty() {
            let used = self.answer(bytes, out)?;
            self.begun.extend_from_slice(&bytes[used..]);
        } else {
            let mut all = std::mem::take(&mut self.begun);
            all.extend_from_slice(bytes);
            let used = self.answer(&all, out)?;
            all.drain(..used);
            self.begun = all;
        }
        if self.begun.len() > MAX_HEAD { Err(Malformed) } else { Ok(()) }
    }

    /// Answers every whole request; how many bytes they were.
    fn answer(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Malformed> {
        let mut used = 0;
        while used < bytes.len() && !self.close {
            // Not initialised: a hundred empty headers are 3 KB to fill, and one is used.
            let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
            let mut request = httparse::Request::new(&mut []);
            match request.parse_with_uninit_headers(&bytes[used..], &mut headers) {
                Ok(httparse::Status::Complete(length)) => used += length,
                Ok(httparse::Status::Partial) => break,
                Err(_) => return Err(Malformed),
            }
            self.close = request.version == Some(0)
                || request.headers.iter().any(|header| {
                    header.name.eq_ignore_ascii_case("connection")
                        && header.value.eq_ignore_ascii_case(b"close")
                });
            let found = request.method == Some("GET") && request.path == Some("/");
            out.extend_from_slice(if found { RESPONSE } else { NOT_FOUND });
        }
        Ok(used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::http::Conversation;

    #[test]
    fn the_answer_is_that_of_every_chapter() {
        let mut conversation = Conversation::new(lab::routes::contract);
        conversation.received(REQUEST);
        assert_eq!(conversation.outgoing(), RESPONSE);
    }

    #[test]
    fn three_requests_in_any_two_parts_have_three_answers() {
        let (requests, answers) = (REQUEST.repeat(3), RESPONSE.repeat(3));
        for cut in 0..=requests.len() {
            let (mut hello, mut out) = (Hello::default(), Vec::new());
            hello.received(&requests[..cut], &mut out).unwrap();
            hello.received(&requests[cut..], &mut out).unwrap();
            assert_eq!(out, answers, "cut at {cut}");
            assert!(hello.begun.is_empty() && !hello.close);
        }
    }

    #[test]
    fn byte_by_byte_too() {
        let (mut hello, mut out) = (Hello::default(), Vec::new());
        REQUEST.iter().for_each(|&byte| hello.received(&[byte], &mut out).unwrap());
        assert_eq!(out, RESPONSE);
    }

    #[test]
    fn garbage_is_refused_and_so_is_a_head_without_end() {
        let mut out = Vec::new();
        assert_eq!(Hello::default().received(b"\0\x01\r\n\r\n", &mut out), Err(Malformed));
        let mut hello = Hello::default();
        let endless = [b"GET / HTTP/1.1\r\nX: ".to_vec(), vec![b'x'; MAX_HEAD]].concat();
        assert_eq!(hello.received(&endless, &mut out), Err(Malformed));
        assert!(out.is_empty());
    }

    #[test]
    fn after_a_request_to_close_nothing_is_answered() {
        let (mut hello, mut out) = (Hello::default(), Vec::new());
        hello
            .received(b"GET /x HTTP/1.1\r\nConnection: Close\r\n\r\nGET / HTTP/1.1\r\n\r\n", &mut out)
            .unwrap();
        assert!(hello.close);
        assert_eq!(out, NOT_FOUND);
    }
}
