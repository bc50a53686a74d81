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

/// So many times in a row its peer takes nothing: then that waits to write. (The poller is visited more often than this.)
const STUCK: usize = 1_000;

/// A client of `converse` on this thread, which moves a little whenever it is asked. It asks for more and more, and takes
/// nothing, until the other side has to wait to write; then it takes all, and breaks the protocol.
struct Client {
    socket: net::TcpStream,
    /// What it sends next, in pieces; the last is the next.
    script: Vec<Vec<u8>>,
    /// How many megabytes it has asked for.
    megabytes: usize,
    /// How many times in a row nothing could be sent.
    stuck: usize,
    /// Whether the other side has had to wait to write.
    takes: bool,
    /// How many bytes have come.
    received: usize,
}

impl Client {
    fn new(socket: net::TcpStream) -> Client {
        socket.set_nonblocking(true).unwrap();
        let script = vec![
            b"\n".to_vec(),
            b"st: here\r\n\r\nGET / HTTP/1.1\r\nHost: here\r\n\r".to_vec(),
            b"GET /delay/2 HTTP/1.1\r\nHo".to_vec(),
        ];
        Client { socket, script, megabytes: 0, stuck: 0, takes: false, received: 0 }
    }

    fn step(&mut self) {
        if self.script.is_empty() && !self.takes {
            let mut echo = b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n".to_vec();
            echo.resize(echo.len() + 1_000_000, b'e');
            self.script.push(echo);
            self.megabytes += 1;
        }
        if let Some(piece) = self.script.last_mut() {
            match self.socket.write(piece) {
                Ok(n) => {
                    self.stuck = 0;
                    piece.drain(..n);
                    if piece.is_empty() {
                        self.script.pop();
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => self.stuck += 1,
                Err(_) => self.script.clear(), // the other side is gone
            }
        }
        if self.stuck == STUCK && !self.takes {
            self.takes = true;
            self.script.insert(0, b"this is no request\r\n\r\n".to_vec());
        }
        if self.takes {
            match self.socket.read(&mut vec![0; 1 << 20]) {
                // It lingers: until we close too.
                Ok(0) => drop(self.socket.shutdown(net::Shutdown::Write)),
                Ok(n) => self.received += n,
                Err(_) => {}
            }
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
            let (received, megabytes) = (client.received, client.megabytes);
            drop(client);
            assert_eq!(open_fds(), fds, "dropped after poll {drop_at}");
            match outcome {
                Err(error) => assert_eq!(error, JoinError::Cancelled),
                Ok(ended) => {
                    ended.unwrap();
                    assert!(received > megabytes * 1_000_000, "{received} bytes of {megabytes} MB");
                    return (drop_at, waits.take());
                }
            }
        }
        unreachable!("it ends at some time");
    });
    let all = BTreeSet::from(["read", "time", "write"]);
    assert_eq!(waits, all, "in {polls} polls it should have waited for all of these");
}
