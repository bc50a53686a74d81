//! S23: *ready* against *completed*. Who moves the bytes, whose the buffer is meanwhile, and what a change of mind costs.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "ready",
    about: "`ready` against `completed`: who moves the bytes, and what a change of mind costs",
    rows: "S14 S23",
    flags: &[],
    run,
};

/// What is sent.
const LETTER: &[u8] = b"hello";
/// What a buffer holds before anything was read into it.
const BLANK: u8 = b'.';

fn run(_: &Args) -> Result<Report, Failure> {
    let (when_told, after_read) = ready()?;
    let completed = completed()?;
    let (left_ready, left_completed) = (leave_ready()?, leave_completed()?);
    say!("{:<38}{:<24}completed", "5 bytes come", "ready");
    say!("{:<38}{:<24}{}", "when I am told, my buffer holds", quoted(&when_told), quoted(&completed));
    say!("{:<38}{:<24}(done)", "then I call read, and it holds", quoted(&after_read));
    say!("{:<38}{:<24}{}", "I lose interest: left in the socket", count(left_ready), count(left_completed));
    let remarks = [
        "`ready` is leave to read: nothing has been moved, so nothing can be lost, and the buffer is mine throughout.",
        "`completed` is a delivery: the buffer was given away until then, and bytes for someone who has left are gone.",
        "(Here another thread completes. io_uring and Windows' completion ports let the system do it.)",
    ];
    Ok(Report {
        remarks: remarks.map(str::to_owned).into(),
        next: vec!["modes".to_owned(), "files".to_owned()],
        ..Report::default()
    })
}

/// Two ends of a connection.
fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let peer = TcpStream::connect(listener.local_addr()?)?;
    Ok((listener.accept()?.0, peer))
}

/// A mailbox that is registered, and told that the letter is there.
fn told() -> io::Result<(Source<TcpStream>, TcpStream)> {
    let poller = Arc::new(Poller::new()?);
    let (socket, mut peer) = pair()?;
    let socket = Source::new(&poller, socket, 0)?;
    socket.arm(Interest::Readable.event(0))?;
    peer.write_all(LETTER)?;
    poller.wait(&mut Events::new(), None)?;
    Ok((socket, peer))
}

// ANCHOR: ready
/// The poller tells; what the buffer holds then, and what it holds after the read that is still to be done.
fn ready() -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut buffer = vec![BLANK; LETTER.len()];
    let (socket, _peer) = told()?;
    let when_told = buffer.clone();
    (&*socket).read_exact(&mut buffer)?;
    Ok((when_told, buffer))
}

/// Somebody else reads, into a buffer that is given away; told is who gets it back.
fn completed() -> io::Result<Vec<u8>> {
    let (socket, mut peer) = pair()?;
    let (told, _) = read_for_me(socket, vec![BLANK; LETTER.len()]);
    peer.write_all(LETTER)?;
    told.recv().map_err(io::Error::other)
}

/// The other side of `completed`: here a thread that blocks.
fn read_for_me(mut socket: TcpStream, mut buffer: Vec<u8>) -> (Receiver<Vec<u8>>, JoinHandle<()>) {
    let (tell, told) = channel();
    let reader = thread::spawn(move || {
        if socket.read_exact(&mut buffer).is_ok() {
            // Fails when nobody waits any more: then the letter ends here.
            let _ = tell.send(buffer);
        }
    });
    (told, reader)
}
// ANCHOR_END: ready

/// Told, and gone away without reading: how many bytes the socket still has.
fn leave_ready() -> io::Result<usize> {
    let (socket, _peer) = told()?;
    unread(&socket)
}

/// Asked to be delivered to, and gone away before it was.
fn leave_completed() -> io::Result<usize> {
    let (socket, mut peer) = pair()?;
    let looks = socket.try_clone()?;
    let (told, reader) = read_for_me(socket, vec![BLANK; LETTER.len()]);
    drop(told);
    peer.write_all(LETTER)?;
    reader.join().map_err(|_| io::Error::other("the reader panicked"))?;
    unread(&looks)
}

/// How many of the letter's bytes lie in the socket, looked at without taking them.
fn unread(socket: &TcpStream) -> io::Result<usize> {
    socket.set_nonblocking(true)?;
    match socket.peek(&mut [0; LETTER.len()]) {
        Ok(n) => Ok(n),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        Err(error) => Err(error),
    }
}

fn quoted(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

fn count(bytes: usize) -> String {
    format!("{bytes} bytes")
}
