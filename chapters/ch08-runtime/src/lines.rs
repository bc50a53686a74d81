//! Lines of a connection, read so that nothing is lost when a read is given up.

use std::io::{Error, ErrorKind, Result};
use std::mem::take;

use ch07_executor::{Driver, TcpStream};

/// What has come of a connection and was not given out yet. It is kept *here*, not in the future that reads: that future
/// may be dropped at any time, by a [`timeout`](crate::timeout) or a [`select`](crate::select()), and takes with it all that
/// it holds. (asyncio: `StreamReader.readline`; tokio: `BufReader` with `lines`, and `tokio_util::codec`.)
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::lines::Lines;
/// use ch08_runtime::net::{TcpListener, TcpStream};
/// use ch08_runtime::{block_on, timeout};
///
/// block_on(async {
///     let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
///     let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
///     let server = listener.accept().await.unwrap();
///
///     let mut lines = Lines::new(80);
///     client.write_all(b"half a ").await.unwrap();
///     let given_up = timeout(Duration::from_millis(5), lines.next(&server)).await;
///     assert!(given_up.is_err());
///     client.write_all(b"line\n").await.unwrap();
///     assert_eq!(lines.next(&server).await.unwrap().unwrap(), b"half a line");
/// });
/// ```
// ANCHOR: lines
#[derive(Clone, Debug)]
pub struct Lines {
    /// Bytes from the connection, without the lines that were given out.
    buffer: Vec<u8>,
    /// So many of them were looked at, and no line ends there.
    searched: usize,
    /// The longest line, in bytes.
    limit: usize,
}

impl Lines {
    /// Nothing has come yet. A line has at most `limit` bytes: a peer that never ends its line must not fill the memory.
    pub fn new(limit: usize) -> Lines {
        Lines { buffer: Vec::new(), searched: 0, limit }
    }

    /// The next line, without its end (`\n` or `\r\n`); `None` is the end of the stream. What stands before that end
    /// without a `\n` is a line too.
    ///
    /// Dropped: nothing is lost. What has come of a line waits in `self` for the next call.
    ///
    /// # Errors
    /// The connection broke, or the line is longer than the limit.
    pub async fn next<D: Driver>(&mut self, stream: &TcpStream<D>) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some(line) = self.take_line()? {
                return Ok(Some(line));
            }
            // The only await, and nothing is held across it but what `self` keeps.
            if stream.read_with(|bytes| self.put(bytes)).await? == 0 {
                self.searched = 0;
                return Ok(Some(take(&mut self.buffer)).filter(|rest| !rest.is_empty()));
            }
        }
    }
    // ANCHOR_END: lines

    /// What has come and was not given out: for whoever goes on reading in another way.
    pub fn into_rest(self) -> Vec<u8> {
        self.buffer
    }

    fn put(&mut self, bytes: &[u8]) -> usize {
        self.buffer.extend_from_slice(bytes);
        bytes.len()
    }

    fn take_line(&mut self) -> Result<Option<Vec<u8>>> {
        let end = self.buffer[self.searched..].iter().position(|&byte| byte == b'\n');
        let length = end.map_or(self.buffer.len(), |end| self.searched + end);
        if length > self.limit {
            return Err(Error::new(
                ErrorKind::InvalidData,
                format!("a line of more than {} bytes", self.limit),
            ));
        }
        self.searched = if end.is_some() { 0 } else { length };
        // The rest moves to the front: a few KiB at most. (A real one moves a mark instead, and the bytes now and then.)
        Ok(end.map(|_| {
            let mut line: Vec<u8> = self.buffer.drain(..=length).collect();
            line.pop(); // the `\n`
            line.pop_if(|last| *last == b'\r');
            line
        }))
    }
}
