//! Three answers, one after another, by the learner's own readers; the last peer is too slow for its limit.

use std::io::{Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use exercises::ch01_blocking_socket::deadline::read_all_within;
use exercises::ch01_blocking_socket::end_of_head::Head;
use exercises::ch01_blocking_socket::read_all::read_all;
use lab::server::Server;
use lab::timeline::{Kind, Lane, State, lane, mark, rest, run_task};

/// A socket that says on the timeline when somebody waits for it.
struct Drawn<'s>(&'s mut TcpStream, Lane);

impl Read for Drawn<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        waits(self.1);
        let result = self.0.read(buffer);
        run_task(self.1);
        result
    }
}

/// The thread blocks, for this request.
fn waits(request: Lane) {
    mark(request, State::Waiting);
    rest(State::Waiting);
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your reader", || {
        let server = Server::start().unwrap();
        let ask = |millis: u32| {
            let mut peer = TcpStream::connect(server.addr()).unwrap();
            write!(peer, "GET /delay/{millis} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n").unwrap();
            peer
        };
        let lanes: Vec<Lane> = (1..=3).map(|n| lane(Kind::Task, || format!("answer {n}"))).collect();
        let mut words = String::new();
        for (n, request) in (1..).zip(&lanes[..2]) {
            run_task(*request);
            let all = read_all(&mut Drawn(&mut ask(300), *request)).unwrap();
            let found = Head::default().received(&all).unwrap().unwrap();
            mark(*request, State::Gone);
            words += &format!(
                "answer {n}: a head of {} bytes, a body of {}\n",
                found.head.len(),
                found.rest.len()
            );
        }
        run_task(lanes[2]);
        let mut slow = ask(2000);
        waits(lanes[2]);
        let late = read_all_within(&mut slow, Duration::from_millis(200));
        mark(lanes[2], State::Gone);
        rest(State::Gone);
        words += &format!("answer 3, due after 2 s, with a limit of 0.2 s: {}\n", late.unwrap_err().kind());
        words + "\nOne thread, and it waited all the time: nobody can be asked while somebody is waited for."
    });
}
