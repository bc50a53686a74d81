//! All that was sent comes back, and then the end; whoever does not read waits alone; with nothing to do, nothing is done.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use ch05_event_loop::{Coroutine, EventLoop, Step};
use exercises::ch05_event_loop::echo::{A_TURN, Client, echo};
use socket2::SockRef;

use super::words::words;
use crate::support::{A_WHILE, Others, what_the_others_do};

/// More than all the buffers of a connection hold.
const FAR_TOO_MUCH: usize = 64 * 1024 * 1024;

/// A loop with the learner's server on it, on a thread of its own.
struct Server {
    addr: SocketAddr,
    seen: Arc<Seen>,
}

/// What the loop's thread has seen.
#[derive(Debug, Default)]
struct Seen {
    turns: AtomicUsize,
    tasks: AtomicUsize,
    /// What the panic of a task said.
    panicked: OnceLock<String>,
}

impl Server {
    fn start() -> Server {
        Server::on(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn on(listener: TcpListener) -> Server {
        let (addr, seen) = (listener.local_addr().unwrap(), Arc::new(Seen::default()));
        let tell = Arc::clone(&seen);
        thread::spawn(move || {
            let mut event_loop = EventLoop::new().unwrap();
            echo(&mut event_loop, listener).unwrap();
            loop {
                event_loop.run_once().unwrap();
                tell.turns.fetch_add(1, SeqCst);
                if let Some(panicked) = event_loop.panics().first() {
                    let _ = tell.panicked.set(panicked.said.clone());
                }
                tell.tasks.store(event_loop.tasks(), SeqCst);
            }
        });
        Server { addr, seen }
    }

    /// A client of it. What hangs from now on hangs with these words.
    fn client(&self, if_stuck: &'static str) -> TcpStream {
        let seen = Arc::clone(&self.seen);
        crate::support::if_stuck(move || {
            format!(
                "{if_stuck} (The loop has taken {} turns, and has {} tasks, the acceptor included.)",
                seen.turns.load(SeqCst),
                seen.tasks.load(SeqCst)
            )
        });
        TcpStream::connect(self.addr).unwrap()
    }

    fn turns(&self) -> usize {
        self.seen.turns.load(SeqCst)
    }

    /// Waits until only the acceptor is left.
    fn wait_for_the_end_of_all_clients(&self) {
        while self.seen.tasks.load(SeqCst) > 1 {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Sends these bytes and asserts that they, and no others, come back.
fn ask(client: &mut TcpStream, bytes: &[u8], who: &str) {
    client.write_all(bytes).unwrap();
    let mut back = vec![0; bytes.len()];
    let got = client.read_exact(&mut back);
    assert!(got.is_ok(), "{who} sent {} bytes, and waits for as many; it heard {got:?}", bytes.len());
    assert!(back == bytes, "{who} sent {:?}, and got back {:?}", head(bytes), head(&back));
}

fn head(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned()
}

/// The byte that stands at this place of a long message. (The period is no power of two: pieces that change places show.)
fn byte_at(place: usize) -> u8 {
    (place % 251) as u8
}

/// Reads until the end, and asserts that exactly the message's first `len` bytes came.
fn read_the_message(client: &mut impl Read, len: usize) {
    let mut buffer = vec![0; 64 * 1024];
    let mut place = 0;
    loop {
        let n = match client.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) => panic!(
                "{len} bytes were sent, {place} came back, then \"{error}\". Whoever is sent away in the middle has been given up \
                 for no reason: is `WouldBlock` taken for an error?"
            ),
        };
        let wrong = buffer[..n].iter().zip(place..).position(|(byte, at)| *byte != byte_at(at));
        assert!(
            wrong.is_none(),
            "byte {} of {len} that came back is not the one that was sent: a write may take only a part, the rest goes next, and \
             nothing twice",
            place + wrong.unwrap_or(0)
        );
        place += n;
    }
    assert!(
        place == len,
        "{len} bytes were sent, and {place} came back before the end: what is unsent must be sent before the task ends"
    );
}

#[test]
fn what_is_sent_comes_back_at_once() {
    check!(|| {
        let server = Server::start();
        let mut client =
            server.client("A client sent one byte, kept the connection open, and waits for its byte.");
        for byte in b"drip" {
            ask(&mut client, &[*byte], "a client");
        }
        ask(&mut client, b"and a line\n", "a client");
    });
}

#[test]
fn many_clients_are_served_at_once() {
    check!(|| {
        let server = Server::start();
        let words = "50 clients are connected; the last came first to speak, and is not heard: one thread waits for one of them.";
        let mut clients: Vec<TcpStream> = (0..50).map(|_| server.client(words)).collect();
        for _ in 0..2 {
            for (number, client) in clients.iter_mut().enumerate().rev() {
                ask(client, format!("from {number}").as_bytes(), &format!("client {number} of 50"));
            }
        }
    });
}

#[test]
fn whoever_stops_sending_gets_all_and_then_the_end() {
    check!(|| {
        let server = Server::start();
        for len in [0, 5, 3_000_000] {
            let mut client = server.client(
                "A client has finished sending (`shutdown`), and waits for the rest and the end: 0 bytes read means that no more \
                 will come; when all is sent back, the task is done.",
            );
            let mut sender = client.try_clone().unwrap();
            let sending = thread::spawn(move || {
                let message: Vec<u8> = (0..len).map(byte_at).collect();
                let sent = sender.write_all(&message);
                let _ = sender.shutdown(Shutdown::Write);
                sent
            });
            read_the_message(&mut client, len);
            let sent = sending.join().unwrap();
            assert!(sent.is_ok(), "a client sent {len} bytes, and in the middle heard {sent:?}");
        }
        server.wait_for_the_end_of_all_clients();
    });
}

#[test]
fn a_slow_reader_gets_all_and_then_the_end() {
    check!(within 5, || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // The clients' sockets inherit it: little fits into them, and writes would block soon.
        SockRef::from(&listener).set_send_buffer_size(16 * 1024).unwrap();
        let server = Server::on(listener);
        let mut client = server.client("A client has finished sending, and reads slowly.");
        let sent = send_what_fits(&mut client, SLOWLY);
        client.set_nonblocking(false).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        read_the_message(&mut Slow(&mut client), sent);
        server.wait_for_the_end_of_all_clients();
    });
}

/// So much is read slowly: more than fits into the buffers on its way back.
const SLOWLY: usize = 2_000_000;

/// Reads little, and then nothing for a while.
struct Slow<'c>(&'c mut TcpStream);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        thread::sleep(Duration::from_millis(1));
        self.0.read(&mut buffer[..16 * 1024])
    }
}

#[test]
fn a_client_that_does_not_read_waits_alone() {
    check!(within 5, || {
        let server = Server::start();
        let mut client = server.client("A client sent much and read nothing; another one waits for its echo.");
        let sent = send_what_fits(&mut client, FAR_TOO_MUCH);
        assert!(
            sent < FAR_TOO_MUCH,
            "a client sent {} MB and read nothing, and the server took it all: read no more while something is unsent, or one \
             client fills the memory",
            sent / 1_000_000
        );
        ask(&mut server.client("Another client waits for its echo."), b"hello", "another client, meanwhile,");
        client.set_nonblocking(false).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut client = client;
        read_the_message(&mut client, sent);
        server.wait_for_the_end_of_all_clients();
    });
}

/// Sends the message until nothing fits any more for a while, and not more than about `most`. How many bytes.
fn send_what_fits(client: &mut TcpStream, most: usize) -> usize {
    client.set_nonblocking(true).unwrap();
    let message: Vec<u8> = (0..251 * 256).map(byte_at).collect();
    let (mut sent, mut moved) = (0, Instant::now());
    while moved.elapsed() < Duration::from_millis(200) && sent < most {
        match client.write(&message[sent % 251..]) {
            Ok(n) => (sent, moved) = (sent + n, Instant::now()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(1)),
            Err(error) => panic!(
                "a client sent {sent} bytes and read none yet, and heard \"{error}\": it has been sent away. A write that would \
                 block is no error: wait until the socket is writable"
            ),
        }
    }
    sent
}

#[test]
fn while_nothing_happens_the_loop_sleeps() {
    check!(|| {
        let server = Server::start();
        let mut idle = server.client("A client waits for its echo.");
        ask(&mut idle, b"hello", "a client");
        let mut full = server.client("A client sends and does not read.");
        send_what_fits(&mut full, FAR_TOO_MUCH);
        let before = server.turns();
        let others = what_the_others_do(A_WHILE);
        let turns = server.turns() - before;
        assert!(
            others == Others::Sleep,
            "one client is silent, one does not read, and the loop does not sleep, but has taken {turns} turns meanwhile: whoever would \
             block waits, for what it has tried. (Wait to write only while something is unsent; do not give way instead of waiting)"
        );
    });
}

#[test]
fn a_client_that_breaks_off_harms_nobody() {
    check!(|| {
        let server = Server::start();
        let mut other = server.client("Another client waits for its echo.");
        ask(&mut other, b"before", "another client");
        for _ in 0..10 {
            let mut client = server.client("A client broke its connection, and its task does not end.");
            client.write_all(&[b'x'; 10_000]).unwrap();
            // Closed with a reset: the server's next read or write fails.
            SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
        }
        ask(&mut other, b"after", "another client, after ten had broken off,");
        drop(other);
        server.wait_for_the_end_of_all_clients();
        let panicked = server.seen.panicked.get();
        assert!(
            panicked.is_none(),
            "ten clients broke their connections, and in a task your code panicked: {}. That happens every day and is no fault of yours: \
             the task is done (`Done`), quietly",
            panicked.map_or("", |said| said)
        );
    });
}

/// What the message of a turn that is too short or too long ends with.
fn a_turn() -> String {
    format!(
        "One resume moves about {A_TURN} bytes, read and written together, several pieces, not one; then it gives way"
    )
}

#[test]
fn a_client_that_always_sends_gives_way() {
    check!(|| {
        // So much lies there, and fits in on its way back, that a task that takes all has more than its turn.
        let ByHand { mut client, mut event_loop, mut task, sent, .. } = by_hand(1024 * 1024);
        let start = event_loop.core().now();
        let step = task.resume(event_loop.core());
        let said = words(&step, start);
        let back = take_all_that_came(&mut client);
        assert!(
            back > 0,
            "{sent} bytes were there, and the first resume said {said} and sent nothing back. {}",
            a_turn()
        );
        assert!(
            back <= 2 * A_TURN,
            "{sent} bytes were there, and one resume read and sent back {back} of them, then said {said}. {}, or a client that \
             always sends keeps the loop for itself",
            a_turn()
        );
        assert!(
            step != Step::Done(()),
            "the client has not finished, and after {back} bytes of {sent} its task was done"
        );
    });
}

#[test]
fn a_client_that_has_finished_is_still_owed_the_rest() {
    check!(|| {
        let ByHand { mut client, mut event_loop, mut task, sent, .. } = by_hand(16 * 1024);
        client.shutdown(Shutdown::Write).unwrap();
        // It reads nothing, so soon nothing more fits in on its way back. A task may be resumed too early, any number of times.
        let done = (0..1000).any(|_| task.resume(event_loop.core()) == Step::Done(()));
        drop(task);
        let back = take_all_that_came(&mut client);
        assert!(
            back == sent || !done,
            "a client sent {sent} bytes and finished, but has not read yet; its task was done when {back} bytes were on their \
             way back, and the rest is lost. What is unsent must be sent before the task ends"
        );
    });
}

#[test]
fn while_something_is_unsent_nothing_is_read() {
    check!(|| {
        let ByHand { mut client, socket, mut event_loop, mut task, sent } = by_hand(16 * 1024);
        for _ in 0..200 {
            let _ = task.resume(event_loop.core()); // until nothing more fits in on its way back, and then on
        }
        let mut little = [0; 4096];
        let mut back = 0;
        for _ in 0..50 {
            back += client.read(&mut little).unwrap_or(0);
            let _ = task.resume(event_loop.core());
        }
        drop(task); // from here on nothing is read and sent back; the connection stays, by its other handle
        back += all_to_the_end(&socket, &client);
        let read = sent - all_to_the_end(&client, &socket);
        let unsent = read.saturating_sub(back);
        // One piece it has in hand; a turn's worth has who reads several pieces and then sends them.
        assert!(
            unsent <= A_TURN,
            "a client took little of what came back; when its task had been resumed 250 times, it had read {read} bytes and sent \
             {back}: {unsent} fill your memory. While something is unsent, read no more: first write, and after `WouldBlock` \
             wait until the socket is writable"
        );
    });
}

/// A client and its task, on a loop that does not run it: it moves only when the check resumes it.
struct ByHand {
    /// It has sent all that fits.
    client: TcpStream,
    /// Another handle of the task's socket.
    socket: TcpStream,
    event_loop: EventLoop,
    task: Client,
    /// How much the client has sent.
    sent: usize,
}

/// Of what comes back, the sender's socket holds `on_its_way_back` bytes.
fn by_hand(on_its_way_back: usize) -> ByHand {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (socket, _) = listener.accept().unwrap();
    SockRef::from(&socket).set_send_buffer_size(on_its_way_back).unwrap();
    let sent = send_what_fits(&mut client, SLOWLY);
    let mut event_loop = EventLoop::new().unwrap();
    let other = socket.try_clone().unwrap();
    let task = Client::new(event_loop.core().register(socket).unwrap());
    ByHand { client, socket: other, event_loop, task, sent }
}

/// Ends what goes from one to the other, and reads all that is still on its way: how many bytes.
fn all_to_the_end(from: &TcpStream, mut to: &TcpStream) -> usize {
    let _ = from.shutdown(Shutdown::Write); // unless the task has done so
    to.set_nonblocking(false).unwrap();
    let (mut buffer, mut came) = (vec![0; 64 * 1024], 0);
    while let Ok(n @ 1..) = to.read(&mut buffer) {
        came += n;
    }
    came
}

/// Reads what is there, and how many bytes that are. (The server's end does nothing meanwhile.)
fn take_all_that_came(client: &mut TcpStream) -> usize {
    let (mut buffer, mut came, mut moved) = (vec![0; 64 * 1024], 0, Instant::now());
    while moved.elapsed() < Duration::from_millis(50) {
        match client.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => (came, moved) = (came + n, Instant::now()),
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
    }
    came
}
