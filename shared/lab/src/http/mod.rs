//! HTTP/1.1 without a socket in sight: bytes in, messages out, for both sides.
//!
//! # Implementation
//! Nothing here waits, and nothing here knows what carries the bytes. A client drives an [`Exchange`], a server a
//! [`Conversation`]; each says what it has to send ([`outgoing`](Exchange::outgoing)) and takes whatever came, cut
//! anywhere. That is the whole seam between HTTP and an I/O model, and it is why the difference between two chapters
//! is only their way of waiting. Heads are parsed by the `httparse` crate; framing (lengths, chunks) is ours.

mod answer;
mod chunked;
mod conversation;
mod error;
mod exchange;
mod framing;
mod head;
mod manners;
mod refusal;
mod response;
mod service;
mod slow_answer;
mod spare;
mod want;

pub use answer::{Answer, Framing};
pub use conversation::Conversation;
pub use error::HttpError;
pub use exchange::{Exchange, Progress};
pub use response::Response;
pub use service::{Request, Service};
pub use want::Want;

/// A head (start line and headers) may be this long, in bytes, and no longer.
pub const MAX_HEAD: usize = 64 * 1024;
/// And may hold this many headers.
pub const MAX_HEADERS: usize = 100;
/// The longest response body a client accepts, in bytes.
pub const MAX_RESPONSE_BODY: usize = 64 * 1024 * 1024;
/// The longest request body a server accepts, in bytes; beyond it the answer is 413.
pub const MAX_REQUEST_BODY: usize = 1024 * 1024;
/// With more unsent bytes of answers than this a server stops reading and answering, until the peer has read some.
pub const MAX_UNSENT: usize = 64 * 1024;
