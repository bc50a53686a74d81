//! Three answers read one after another, by the learner's own reader.

use std::io::{Read, Result, Write};
use std::net::TcpStream;

use exercises::ch01_blocking_socket::end_of_head::Head;
use exercises::ch01_blocking_socket::read_all::read_all;
use lab::server::Server;
use lab::timeline::{State, mark, this_thread};

/// A reader that says on the timeline when it waits.
struct Drawn<'s>(&'s mut TcpStream);

impl Read for Drawn<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        mark(this_thread(), State::Waiting);
        let result = self.0.read(buffer);
        mark(this_thread(), State::Running);
        result
    }
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your reader", || {
        let server = Server::start().unwrap();
        let heads = (0..3).map(|_| {
            let mut peer = TcpStream::connect(server.addr()).unwrap();
            let ask = "GET /delay/200 HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";
            peer.write_all(ask.as_bytes()).unwrap();
            let all = read_all(&mut Drawn(&mut peer)).unwrap();
            let found = Head::default().received(&all).unwrap().unwrap();
            format!("a head of {} bytes, a body of {}", found.head.len(), found.rest.len())
        });
        heads.collect::<Vec<_>>().join("\n")
    });
}
