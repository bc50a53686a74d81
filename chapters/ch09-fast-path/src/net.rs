//! Sockets of the current runtime, and names.

pub use ch08_runtime::net::resolve;

use crate::RuntimeDriver;

/// A TCP connection of the current runtime: chapter 7's. (asyncio: `open_connection`, with its reader and writer; tokio:
/// `TcpStream`.)
///
/// Dropped: the connection is closed. What a dropped read or write loses, its own docs say.
pub type TcpStream = ch07_executor::TcpStream<RuntimeDriver>;

/// Where connections come in: chapter 7's. (asyncio: `start_server`; tokio: `TcpListener`.)
///
/// Dropped: whoever has come and was not accepted is refused.
pub type TcpListener = ch07_executor::TcpListener<RuntimeDriver>;
