//! Bug: a timeout around a read of a whole frame; the half that had come is dropped with the future, and the rest is
//! read as if it were a new frame.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_cancelled_mid_frame
//! ```
//!
//! A frame is a byte with its length, then so many bytes. The peer stops in the middle of the first, until the reader
//! has lost its patience, and then goes on. Nothing is wrong with the peer.
#![forbid(unsafe_code)]

use std::io;
use std::net::Ipv4Addr;
use std::pin::pin;
use std::time::Duration;

use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::sync::Notify;
use ch08_runtime::{block_on, join, timeout};
use lab::say;

/// How long the reader waits for a frame before it looks at something else (a heartbeat, a stop).
const PATIENCE: Duration = Duration::from_millis(50);

/// Fills the buffer.
async fn fill(stream: &TcpStream, buffer: &mut [u8]) -> io::Result<()> {
    let mut filled = 0;
    while filled < buffer.len() {
        match stream.read(&mut buffer[filled..]).await? {
            0 => {
                let said = format!("the stream ended after {filled} of {} bytes", buffer.len());
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, said));
            }
            n => filled += n,
        }
    }
    Ok(())
}

// ANCHOR: read_frame
/// Reads one frame. What has come of it lies in `text`, so *in this future*, and is lost with it.
async fn read_frame(stream: &TcpStream) -> io::Result<String> {
    let mut length = [0];
    fill(stream, &mut length).await?;
    let mut text = vec![0; length[0].into()];
    fill(stream, &mut text).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Wrong: each round has a new future, and a round that ends in the middle of a frame drops its bytes.
async fn new_future_each_round(stream: &TcpStream, gave_up: &Notify) -> io::Result<String> {
    loop {
        match timeout(PATIENCE, read_frame(stream)).await {
            Ok(frame) => return frame,
            Err(_elapsed) => gave_up.notify_one(),
        }
    }
}

/// Repair: the future outlives the rounds. It is only *lent* to each timeout, and goes on where it stands.
async fn same_future_lent(stream: &TcpStream, gave_up: &Notify) -> io::Result<String> {
    let mut frame = pin!(read_frame(stream));
    loop {
        match timeout(PATIENCE, frame.as_mut()).await {
            Ok(frame) => return frame,
            Err(_elapsed) => gave_up.notify_one(),
        }
    }
}
// ANCHOR_END: read_frame

/// Sends two frames, with a rest in the middle of the first: until the reader has given up once.
async fn peer(stream: TcpStream, gave_up: &Notify) -> io::Result<()> {
    stream.write_all(b"\x05hel").await?;
    gave_up.notified().await;
    stream.write_all(b"lo\x05world").await
    // Dropped, and so closed.
}

/// What a reader makes of it: two frames, or where it went wrong.
async fn meet<'a, F>(
    read: impl Fn(&'a TcpStream, &'a Notify) -> F,
    stream: &'a TcpStream,
    gave_up: &'a Notify,
) -> String
where
    F: Future<Output = io::Result<String>> + 'a,
{
    let mut got = Vec::new();
    for _ in 0..2 {
        match read(stream, gave_up).await {
            Ok(frame) => got.push(frame),
            Err(error) => return format!("{} of 2 frames; {error}", got.len()),
        }
    }
    format!("2 of 2 frames: {}", got.join(", "))
}

/// A connection: the peer's end, and the reader's.
async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let (client, server) = join(TcpStream::connect(listener.local_addr()?), listener.accept()).await;
    Ok((client?, server?))
}

fn main() -> io::Result<()> {
    block_on(async {
        let (far, near) = connection().await?;
        let gave_up = Notify::new();
        let (sent, got) = join(peer(far, &gave_up), meet(new_future_each_round, &near, &gave_up)).await;
        sent?;
        say!("wrong: each round a new future:        {got}");

        let (far, near) = connection().await?;
        let gave_up = Notify::new();
        let (sent, got) = join(peer(far, &gave_up), meet(same_future_lent, &near, &gave_up)).await;
        sent?;
        say!("right: one future, lent to each round: {got}");
        say!("right too: the bytes kept outside of the future, as `Lines` does: see lines.rs");
        Ok(())
    })
}
