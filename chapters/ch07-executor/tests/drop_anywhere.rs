//! A fetch, and a conversation with a client, dropped at each await where they can stand: nothing is left behind.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net;
use std::rc::Rc;
use std::time::Duration;

use ch04_nonblocking_socket::Interest;
use ch07_executor::fetch::fetch;
use ch07_executor::serve::converse;
use ch07_executor::{JoinError, TcpStream, WaitsFor, sleep_on, yield_now};
use lab::http::Conversation;
use lab::probe::open_fds;
use lab::server::Server;
use support::sockets::pair;
use support::{count, counted, ends, with_reactor};

/// One test counts descriptors of the whole process, so they are one after another.
static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What a task waits for, as far as it matters here.
fn kind(waits_for: WaitsFor) -> &'static str {
    match waits_for {
        WaitsFor::Socket(_, Interest::Readable) => "read",
        WaitsFor::Socket(_, Interest::Writable) => "write",
        WaitsFor::Time(_) => "time",
        _ => "other",
    }
}

#[test]
fn a_fetch_dropped_at_any_await_leaves_nothing() {
    let _alone = alone();
    let server = Server::start().unwrap();
    let target = server.target("/drip/12");
    let polls = ends("a fetch, dropped", move || {
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        let fds = open_fds();
        for drop_at in 1.. {
            let polls = count();
            let task = spawner.spawn({
                let (reactor, target) = (reactor.clone(), target.clone());
                counted(
                    Rc::clone(&polls),
                    async move { fetch(&reactor, &target, Duration::from_secs(60)).await },
                )
            });
            let outcome = executor.block_on(async {
                while polls.get() < drop_at && !task.is_finished() {
                    yield_now().await;
                }
                task.cancel();
                task.await
            });
            assert_eq!(
                (reactor.sockets(), reactor.waiting(), reactor.timers(), executor.tasks()),
                (0, 0, 0, 0),
                "dropped after poll {drop_at}"
            );
            // The server is on another thread: it accepts us even when we have gone, and then sees that we have.
            while open_fds() != fds {
                executor.block_on(sleep_on(&reactor, Duration::from_millis(1)));
            }
            match outcome {
                Err(error) => assert_eq!(error, JoinError::Cancelled),
                Ok(fetched) => {
                    assert_eq!(fetched.unwrap().response.body.len(), 12);
                    return drop_at;
                }
            }
        }
        unreachable!("it ends at some time");
    });
    assert!(polls >= 3, "{polls} polls: an answer in drips is more than one await");
}

/// How many answers of a megabyte: more than the buffers of both sockets take.
const ECHOES: usize = 6;

/// A client of `converse` on this thread, which moves a little whenever it is asked.
struct Client {
    socket: net::TcpStream,
    /// What it has not sent.
    script: Vec<Vec<u8>>,
    /// How many bytes have come.
    received: usize,
}

impl Client {
    fn new(socket: net::TcpStream) -> Client {
        socket.set_nonblocking(true).unwrap();
        let mut script: Vec<Vec<u8>> = vec![
            b"GET /delay/2 HTTP/1.1\r\nHo".to_vec(),
            b"st: here\r\n\r\nGET / HTTP/1.1\r\nHost: here\r\n\r".to_vec(),
            b"\n".to_vec(),
        ];
        // More answers than the sockets' buffers take: the other side must wait to write.
        for _ in 0..ECHOES {
            let mut echo = b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n".to_vec();
            echo.resize(echo.len() + 1_000_000, b'e');
            script.push(echo);
        }
        script.push(b"this is no request\r\n\r\n".to_vec());
        script.reverse();
        Client { socket, script, received: 0 }
    }

    /// Sends what the socket takes of the next piece; where it takes nothing, or nothing is left, reads.
    fn step(&mut self) {
        if let Some(piece) = self.script.last_mut() {
            match self.socket.write(piece) {
                Ok(n) => {
                    piece.drain(..n);
                    if piece.is_empty() {
                        self.script.pop();
                    }
                    return;
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return self.script.clear(), // the other side is gone
            }
        }
        match self.socket.read(&mut vec![0; 1 << 20]) {
            // It lingers: until we close too.
            Ok(0) => drop(self.socket.shutdown(net::Shutdown::Write)),
            Ok(n) => self.received += n,
            Err(_) => {}
        }
    }
}

#[test]
fn a_conversation_dropped_at_any_await_leaves_nothing() {
    let _alone = alone();
    let (polls, waits) = ends("a conversation, dropped", || {
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        let waits = Rc::new(RefCell::new(BTreeSet::new()));
        let fds = open_fds();
        for drop_at in 1.. {
            let polls = count();
            let (near, far) = pair();
            let mut client = Client::new(far);
            let stream = TcpStream::from_std_on(&reactor, near).unwrap();
            let task = spawner.spawn({
                let reactor = reactor.clone();
                counted(Rc::clone(&polls), async move {
                    converse(&reactor, &stream, &mut Conversation::new(lab::routes::contract)).await
                })
            });
            let outcome = executor.block_on(async {
                while polls.get() < drop_at && !task.is_finished() {
                    client.step();
                    yield_now().await;
                }
                let tasks = spawner.tasks().await;
                waits.borrow_mut().extend(tasks.iter().filter_map(|task| task.waits_for.map(kind)));
                task.cancel();
                task.await
            });
            assert_eq!(
                (reactor.sockets(), reactor.waiting(), reactor.timers(), executor.tasks()),
                (0, 0, 0, 0),
                "dropped after poll {drop_at}"
            );
            let received = client.received;
            drop(client);
            assert_eq!(open_fds(), fds, "dropped after poll {drop_at}");
            match outcome {
                Err(error) => assert_eq!(error, JoinError::Cancelled),
                Ok(ended) => {
                    ended.unwrap();
                    assert!(received > ECHOES * 1_000_000, "{received} bytes: not all the answers");
                    return (drop_at, waits.take());
                }
            }
        }
        unreachable!("it ends at some time");
    });
    let all = BTreeSet::from(["read", "time", "write"]);
    assert_eq!(waits, all, "in {polls} polls it should have waited for all of these");
}
