//! A link between a client and a server that is long, narrow, or cuts what passes into small pieces: a proxy on this
//! machine.
//!
//! # Implementation
//! A thread accepts. Each connection has two directions, and each direction two threads with a queue between them: one
//! reads, cuts into pieces and notes when each is due ([`Pace`]); the other waits until it is, and writes it. The queue
//! holds so many bytes and no more, and the sockets' own buffers are small: who sends faster than the link carries has to
//! wait, as on a real path. All calls have a short limit, after which a thread looks whether the connection is cut.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use crate::pace::{Pace, Shape};
use crate::patience::{self, Must};

/// A thread of the link looks so often whether its connection is cut.
const LOOK: Duration = Duration::from_millis(20);
/// The system's buffers of the link's sockets, in bytes: what is under way is to be in the link, where it is counted.
const BUFFER: usize = 16 * 1024;

/// A link to a server: whoever connects to it is connected to the server, and feels what the link does. When it is
/// dropped it is cut.
#[derive(Debug)]
pub(crate) struct Link {
    /// Where its near end listens.
    addr: SocketAddr,
    /// What all its threads know.
    shared: Arc<Shared>,
    /// The thread that accepts; taken when this is dropped.
    acceptor: Option<JoinHandle<()>>,
}

/// What all threads of a link know.
#[derive(Debug)]
struct Shared {
    /// Where its far end leads.
    to: SocketAddr,
    /// What it does.
    shape: Shape,
    /// Set when no further connection is taken.
    stop: AtomicBool,
    /// The connections so far, so that they can be cut.
    lines: Mutex<Vec<Arc<Line>>>,
    /// How many pieces have been handed on, in both directions.
    pieces: AtomicUsize,
}

/// One connection through the link.
#[derive(Debug, Default)]
struct Line {
    /// Set once: both ends are to see a reset.
    cut: AtomicBool,
}

impl Link {
    /// A link to that server.
    #[track_caller]
    pub(crate) fn to(to: SocketAddr, shape: Shape) -> Link {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).must("make a socket");
        // Before it listens: accepted sockets have the listener's.
        socket.set_recv_buffer_size(BUFFER).must("shrink the receive buffer");
        socket.set_send_buffer_size(BUFFER).must("shrink the send buffer");
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).must("bind");
        socket.listen(1024).must("listen");
        let listener = TcpListener::from(socket);
        let addr = listener.local_addr().must("read the port");
        let shared = Arc::new(Shared {
            to,
            shape,
            stop: AtomicBool::new(false),
            lines: Mutex::default(),
            pieces: AtomicUsize::new(0),
        });
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Link { addr, shared, acceptor: Some(acceptor) }
    }

    /// Where its near end listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A URL of a path at the server behind it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// How many connections it has carried.
    pub(crate) fn carried(&self) -> usize {
        lock(&self.shared.lines).len()
    }

    /// How many pieces it has handed on.
    pub(crate) fn pieces(&self) -> usize {
        self.shared.pieces.load(SeqCst)
    }

    /// Cuts every connection: both ends see a reset. Later ones are carried.
    pub(crate) fn cut(&self) {
        lock(&self.shared.lines).iter().for_each(|line| line.cut.store(true, SeqCst));
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.stop.store(true, SeqCst);
        // A connection wakes the acceptor.
        let woken = TcpStream::connect_timeout(&self.addr, patience::STEP).is_ok();
        if let Some(acceptor) = self.acceptor.take()
            && woken
        {
            let _ = acceptor.join();
        }
        self.cut();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((near, _)) = listener.accept() {
        if shared.stop.load(SeqCst) {
            return;
        }
        let line = Arc::new(Line::default());
        let number = {
            let mut lines = lock(&shared.lines);
            lines.push(Arc::clone(&line));
            lines.len() as u64
        };
        let shared = Arc::clone(shared);
        // Connecting may take its time, and the next client must not wait for it.
        thread::spawn(move || match far_end(shared.to) {
            Some(far) => carry(near, far, &shared, &line, number),
            None => reset_when_dropped(&near),
        });
    }
}

/// Connects to the server, with the link's small buffers.
fn far_end(to: SocketAddr) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    socket.set_recv_buffer_size(BUFFER).ok()?;
    socket.set_send_buffer_size(BUFFER).ok()?;
    socket.connect_timeout(&to.into(), patience::STEP).ok()?;
    Some(socket.into())
}

/// Carries both directions to their ends.
fn carry(near: TcpStream, far: TcpStream, shared: &Shared, line: &Line, number: u64) {
    let (near, far) = (&near, &far);
    for stream in [near, far] {
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(LOOK));
        let _ = stream.set_write_timeout(Some(LOOK));
    }
    thread::scope(|scope| {
        for (from, into, number) in [(near, far, 2 * number), (far, near, 2 * number + 1)] {
            let way = Arc::new(Way::default());
            let taker = Arc::clone(&way);
            let mut pace = Pace::new(shared.shape, number);
            scope.spawn(move || take_in(from, line, shared.shape, &mut pace, &taker));
            scope.spawn(move || hand_on(into, line, shared, &way));
        }
    });
    if line.cut.load(SeqCst) {
        // All threads have let go of them: dropping them now sends the resets.
        reset_when_dropped(near);
        reset_when_dropped(far);
    }
}

fn reset_when_dropped(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

/// What is under way in one direction.
#[derive(Debug, Default)]
struct Way {
    /// The queue between the thread that reads and the one that writes.
    queue: Mutex<Queue>,
    /// Told when the queue has changed.
    changed: Condvar,
}

/// See [`Way`].
#[derive(Debug, Default)]
struct Queue {
    /// The pieces, each with the time when it is due; an empty one is the end of the stream.
    pieces: VecDeque<(Instant, Vec<u8>)>,
    /// How many bytes they have together, and the one that is being written.
    bytes: usize,
}

impl Way {
    /// Puts a piece in once there is room. `false`: the connection is cut.
    fn push(&self, due: Instant, piece: Vec<u8>, window: usize, line: &Line) -> bool {
        let mut queue = lock(&self.queue);
        while queue.bytes > 0 && queue.bytes + piece.len() > window {
            if line.cut.load(SeqCst) {
                return false;
            }
            queue = self.wait(queue);
        }
        queue.bytes += piece.len();
        queue.pieces.push_back((due, piece));
        self.changed.notify_all();
        true
    }

    /// The next piece, once it is due. `None`: the connection is cut.
    fn next(&self, line: &Line) -> Option<Vec<u8>> {
        let mut queue = lock(&self.queue);
        loop {
            if line.cut.load(SeqCst) {
                return None;
            }
            match queue.pieces.front().map(|(due, _)| due.saturating_duration_since(Instant::now())) {
                Some(Duration::ZERO) => return queue.pieces.pop_front().map(|(_, piece)| piece),
                Some(early) => {
                    drop(queue);
                    thread::sleep(early.min(LOOK));
                    queue = lock(&self.queue);
                }
                None => queue = self.wait(queue),
            }
        }
    }

    /// So many bytes are no longer under way.
    fn handed_on(&self, bytes: usize) {
        lock(&self.queue).bytes -= bytes;
        self.changed.notify_all();
    }

    fn wait<'q>(&self, queue: MutexGuard<'q, Queue>) -> MutexGuard<'q, Queue> {
        self.changed.wait_timeout(queue, LOOK).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Reads until the end of the stream, and lays what came on the way.
fn take_in(mut from: &TcpStream, line: &Line, shape: Shape, pace: &mut Pace, way: &Way) {
    let mut buffer = vec![0; shape.window.clamp(1, 64 * 1024)];
    while !line.cut.load(SeqCst) {
        match from.read(&mut buffer) {
            Ok(0) => {
                way.push(pace.arrival(0, Instant::now()), Vec::new(), shape.window, line);
                return;
            }
            Ok(n) => {
                for piece in buffer[..n].chunks(shape.segment.max(1)) {
                    let due = pace.arrival(piece.len(), Instant::now());
                    if !way.push(due, piece.to_vec(), shape.window, line) {
                        return;
                    }
                }
            }
            Err(error) if is_a_look(error.kind()) => {}
            // A reset: what is under way is lost, as it is on a real path.
            Err(_) => line.cut.store(true, SeqCst),
        }
    }
}

/// Writes what is due, to the end of the stream.
fn hand_on(mut into: &TcpStream, line: &Line, shared: &Shared, way: &Way) {
    while let Some(piece) = way.next(line) {
        if piece.is_empty() {
            let _ = into.shutdown(Shutdown::Write);
            return;
        }
        let mut rest = &piece[..];
        while !rest.is_empty() && !line.cut.load(SeqCst) {
            match into.write(rest) {
                Ok(n) => rest = &rest[n..],
                Err(error) if is_a_look(error.kind()) => {}
                // Nobody is there any more: the sender is to learn that.
                Err(_) => line.cut.store(true, SeqCst),
            }
        }
        way.handed_on(piece.len());
        shared.pieces.fetch_add(1, SeqCst);
    }
}

/// Whether a call has only come to its limit: time to look whether the connection is cut.
fn is_a_look(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests;
