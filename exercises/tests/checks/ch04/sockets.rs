//! Real sockets, a poller, and two questions about whoever uses it: does it sleep there, and what does that cost?

use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Events, Poller};
use socket2::SockRef;

/// For so long it is measured what waiting costs.
const WHILE: Duration = Duration::from_millis(200);

/// Two ends of a connection.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

/// Breaks the connection: the other end sees a reset, not an end.
pub fn reset(stream: TcpStream) {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

/// Whether another thread sleeps in the poller, or does so within a second. Ask only while none of its sockets gets
/// news: an event would be taken away from that thread.
pub fn somebody_sleeps_in(poller: &Poller) -> bool {
    // The poller's promise: while one thread waits, a second one's wait comes back at once, without an event.
    let patience = Duration::from_millis(50);
    (0..20).any(|_| {
        let before = Instant::now();
        let _ = poller.wait(&mut Events::new(), Some(patience));
        before.elapsed() < patience / 2
    })
}

/// What this process used of the CPU in a while in which nothing happened: the share of one core. 0 where the system
/// does not tell.
pub fn share_of_the_cpu() -> f64 {
    let used = lab::ledger::process_cpu;
    let (begin, before) = (Instant::now(), used());
    std::thread::sleep(WHILE);
    match (before, used()) {
        (Some(before), Some(now)) => now.saturating_sub(before).as_secs_f64() / begin.elapsed().as_secs_f64(),
        _ => 0.0,
    }
}

/// More than any waiting costs, less than a loop that asks again and again, even on a busy machine.
pub const SPINS: f64 = 0.25;
