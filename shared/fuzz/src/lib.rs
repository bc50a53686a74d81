//! What must hold for any bytes at all, as one function a target.
//!
//! Each `check` panics where it does not hold. The fuzzer calls them with bytes that it makes up; the tests `seeds` of `lab`
//! and of chapter 3 call them on any Rust with the files of `seeds/`: they take these modules by their path, so the
//! modules know one another by `crate::`.
//!
//! | target | what is tried |
//! |---|---|
//! | [`exchange`] | the client's machine: what a server sends |
//! | [`conversation`] | the server's machine: what a client sends |
//! | [`chunked`] | both with a chunked body, beside a decoder that is plain to see |
//! | [`url`] | what is taken for a URL, and the request that comes of it |
//! | [`json`] | what is read from children and files |
//! | [`frame`] | what is read from a worker's pipe |
//!
//! [`stream`] makes streams out of inputs and cuts them; [`heap`] counts the memory that a machine keeps.

pub mod chunked;
pub mod conversation;
pub mod exchange;
pub mod frame;
pub mod heap;
pub mod json;
pub mod stream;
pub mod url;
