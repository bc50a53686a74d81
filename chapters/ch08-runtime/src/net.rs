//! Sockets of the current runtime, and names.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use crate::blocking::spawn_blocking;
use crate::driver::RuntimeDriver;

/// A TCP connection of the current runtime: chapter 7's. (asyncio: `open_connection`, with its reader and writer; tokio:
/// `TcpStream`.)
///
/// Dropped: the connection is closed. What a dropped read or write loses, its own docs say.
///
/// ```
/// use ch08_runtime::{TcpListener, TcpStream, block_on, join};
///
/// # fn main() -> std::io::Result<()> {
/// block_on(async {
///     let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap())?;
///     let addr = listener.local_addr()?;
///     let (client, server) = join(TcpStream::connect(addr), listener.accept()).await;
///     let (client, server) = (client?, server?);
///     client.write_all(b"hello").await?;
///     let mut word = [0; 5];
///     assert_eq!(server.read(&mut word).await?, 5);
///     assert_eq!(&word, b"hello");
///     Ok(())
/// })
/// # }
/// ```
pub type TcpStream = ch07_executor::TcpStream<RuntimeDriver>;

/// Where connections come in: chapter 7's; an example stands at [`TcpStream`]. (asyncio: `start_server`; tokio:
/// `TcpListener`.)
///
/// Dropped: whoever has come and was not accepted is refused.
pub type TcpListener = ch07_executor::TcpListener<RuntimeDriver>;

/// The addresses of a name, in the order to try. (asyncio: `getaddrinfo`; tokio: `lookup_host`.)
///
/// The system has a call for it, and that call blocks: no socket of ours tells when it is done. So a thread of the pool
/// makes it. (asyncio and tokio do the same.)
///
/// Dropped: the thread goes on, and its answer is thrown away.
///
/// ```
/// let addrs = ch08_runtime::block_on(ch08_runtime::net::resolve("127.0.0.1", 80)).unwrap();
/// assert_eq!(addrs, ["127.0.0.1:80".parse().unwrap()]);
/// ```
///
/// # Errors
/// There is no such name, or no address for it.
///
/// # Panics
/// When this thread is in no runtime.
// ANCHOR: resolve
pub async fn resolve(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, port)]); // an address is no name: nothing to look up, and no thread needed
    }
    let place = (host.to_owned(), port);
    let looked_up = spawn_blocking(move || place.to_socket_addrs().map(Vec::from_iter)).await;
    let addrs = looked_up.map_err(io::Error::other)??;
    if addrs.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    }
    Ok(addrs)
}
// ANCHOR_END: resolve
