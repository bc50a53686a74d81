//! A future is polled once for each wake that it needs, and no more.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::Write;
use std::net::Shutdown;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;

use ch07_executor::fetch::fetch;
use ch07_executor::{TcpStream, join_all};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::server::Server;
use support::sockets::pair;
use support::{count, counted, ends, with_reactor};

#[test]
fn a_fetch_from_a_slow_server_is_two_or_three_polls() {
    let server = Server::start().unwrap();
    let target = server.target("/delay/100");
    ends("a fetch of 100 ms", move || {
        let (reactor, mut executor) = with_reactor();
        let polls = count();
        let task = counted(Rc::clone(&polls), async move {
            fetch(&reactor, &target, DEFAULT_TIMEOUT).await.unwrap().response.status
        });
        let task = executor.spawner().spawn(task);
        assert_eq!(executor.block_on(task), Ok(200));
        // To begin; when it is connected, if it was not at once; when the answer is there.
        assert!((2..=3).contains(&polls.get()), "{} polls", polls.get());
    });
}

#[test]
fn a_reader_is_polled_once_for_each_piece_that_comes() {
    const PIECES: u64 = 100;
    ends("a stream in pieces", || {
        let (reactor, mut executor) = with_reactor();
        let (near, mut far) = pair();
        let (read, go_on) = mpsc::channel();
        let writer = thread::spawn(move || {
            for _ in 0..PIECES {
                go_on.recv().unwrap(); // it waits, or is just about to
                far.write_all(b"piece").unwrap();
            }
            go_on.recv().unwrap();
            far.shutdown(Shutdown::Write).unwrap();
            far
        });
        let polls = count();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        let reader = counted(Rc::clone(&polls), async {
            let (mut pieces, mut buffer) = (0, [0; 64]);
            read.send(()).unwrap();
            loop {
                match stream.read(&mut buffer).await.unwrap() {
                    0 => return pieces,
                    _ => pieces += 1,
                }
                read.send(()).unwrap();
            }
        });
        assert_eq!(executor.block_on(reader), PIECES);
        drop(writer.join().unwrap());
        let polls = polls.get();
        // The first piece may be there before it is asked for.
        assert!((PIECES + 1..=PIECES + 2).contains(&polls), "{polls} polls for {PIECES} pieces and the end");
    });
}

#[test]
fn of_a_hundred_fetches_in_one_task_only_those_that_were_woken_are_polled() {
    let server = Server::start().unwrap();
    let target = server.target("/delay/50");
    ends("a hundred fetches", move || {
        let (reactor, mut executor) = with_reactor();
        let polls: Vec<_> = (0..100).map(|_| count()).collect();
        let fetches = polls.iter().map(|polls| {
            counted(Rc::clone(polls), async { fetch(&reactor, &target, DEFAULT_TIMEOUT).await.is_ok() })
        });
        let all = executor.block_on(join_all(fetches));
        assert!(all.iter().all(|ok| *ok));
        let polls: u64 = polls.iter().map(|polls| polls.get()).sum();
        // Two or three for each, as above; and a few are sent to the end of the queue, as the task's budget is over.
        // With one waker for all it would be thousands.
        assert!((200..=340).contains(&polls), "{polls} polls");
    });
}
