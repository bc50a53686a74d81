//! Real sockets, a poller, and two questions about whoever uses it: does it sleep there, and what does that cost?

use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Events, Poller};
use socket2::SockRef;

use crate::support::{A_WHILE, what_the_others_do};

/// Two ends of a connection.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

/// Two ends of a connection between which little fits.
pub fn narrow_pair() -> (TcpStream, TcpStream) {
    let (near, far) = pair();
    for socket in [&near, &far] {
        SockRef::from(socket).set_send_buffer_size(64 << 10).unwrap();
        SockRef::from(socket).set_recv_buffer_size(64 << 10).unwrap();
    }
    (near, far)
}

/// Breaks the connection: the other end sees a reset, not an end.
pub fn reset(stream: TcpStream) {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

/// From now on the poller tells of this socket when so many bytes are there; a read takes fewer, too.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the option is in no library of ours")]
pub fn told_of(stream: &TcpStream, bytes: std::ffi::c_int) {
    use std::os::fd::AsRawFd;

    use nix::libc::{SO_RCVLOWAT, SOL_SOCKET, setsockopt, socklen_t};

    let size = size_of_val(&bytes) as socklen_t;
    // SAFETY: the descriptor is open while `stream` is borrowed. The option's value is an int: the pointer and the size are
    // those of `bytes`, which lives until the call returns, and the call only reads it.
    let done =
        unsafe { setsockopt(stream.as_raw_fd(), SOL_SOCKET, SO_RCVLOWAT, (&raw const bytes).cast(), size) };
    assert!(done == 0, "the system does not know `SO_RCVLOWAT`");
}

/// Whether another thread sleeps in the poller, once all are asleep. Ask only while none of its sockets gets news: an
/// event would be taken away from that thread.
pub fn somebody_sleeps_in(poller: &Poller) -> bool {
    // The poller's promise: while one thread waits, a second one's wait comes back at once, without an event.
    let patience = Duration::from_millis(600);
    (0..3).any(|_| {
        let _ = what_the_others_do(A_WHILE);
        let before = Instant::now();
        let _ = poller.wait(&mut Events::new(), Some(patience));
        before.elapsed() < patience / 2
    })
}
