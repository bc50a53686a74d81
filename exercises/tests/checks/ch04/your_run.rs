//! Six answers on one thread, drawn through the learner's own `Answer`; then a hundred, by the learner's own `gather`.

use std::collections::HashMap;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};
use exercises::ch04_nonblocking_socket::many_sockets::gather;
use exercises::ch04_nonblocking_socket::one_socket::Answer;
use lab::ledger::Ledger;
use lab::server::Server;
use lab::timeline::{Kind, State, lane, mark, rest, run_task};

/// What the server takes for each of the six, in ms.
const DELAYS: [u64; 6] = [500, 100, 400, 200, 300, 150];

/// Asks for a page that takes so many ms. The server closes behind it.
fn ask(addr: SocketAddr, delay: u64) -> TcpStream {
    let mut peer = TcpStream::connect(addr).unwrap();
    write!(peer, "GET /delay/{delay} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n").unwrap();
    peer
}

/// `gather`'s loop, once more, so that it can say who does what. How often it was told.
fn drawn(addr: SocketAddr) -> usize {
    let poller = Arc::new(Poller::new().unwrap());
    let mut open: HashMap<_, _> = (1..)
        .zip(DELAYS)
        .map(|(key, delay)| {
            let lane = lane(Kind::Task, || format!("takes {delay} ms"));
            let source = Source::new(&poller, ask(addr, delay), key).unwrap();
            (key, (source, Answer::default(), lane))
        })
        .collect();
    let mut ready: Vec<usize> = (1..=DELAYS.len()).collect();
    let (mut events, mut told) = (Events::new(), 0);
    loop {
        for key in ready.drain(..) {
            let Some((source, answer, lane)) = open.get_mut(&key) else { continue };
            run_task(*lane);
            if answer.advance(&**source).unwrap().is_some() {
                mark(*lane, State::Gone);
                open.remove(&key);
            } else {
                mark(*lane, State::Waiting);
                source.arm(Interest::Readable.event(key)).unwrap();
            }
        }
        if open.is_empty() {
            return told;
        }
        rest(State::Asleep);
        events.clear();
        poller.wait(&mut events, None).unwrap();
        told += events.len();
        ready.extend(events.iter().map(|event| event.key));
    }
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    let server = Server::start().unwrap();
    let (results, ledger) = Ledger::measure("gather", || {
        let peers = (0..100).map(|_| ask(server.addr(), 300)).collect();
        gather(peers, &Arc::new(Poller::new().unwrap())).unwrap()
    });
    let whole = results.iter().filter(|result| result.as_ref().is_ok_and(|bytes| !bytes.is_empty())).count();
    let cpu = ledger.cpu.map_or(String::new(), |cpu| format!(", {} ms of CPU", cpu.as_millis()));
    let at_once = server.counts().most_in_flight;
    crate::support::draw("your Answer", || {
        let told = drawn(server.addr());
        format!(
            "Six waits and one thread, asleep until it is told: {told} times in all.\n\
             Your `gather`: {whole} answers of 300 ms, {at_once} of them under way at once, in {:.2} s{cpu}.",
            ledger.wall.as_secs_f64()
        )
    });
}
