//! Clients that want all for themselves: another request is always on its way, and whatever comes is read.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::{self, JoinHandle};

use crate::client::get;
use crate::patience::{self, Must};

/// Such clients, each with a thread that writes and one that reads.
#[derive(Debug)]
pub(crate) struct Greedy {
    /// Their connections: shut down, both threads of each end.
    streams: Vec<TcpStream>,
    /// How many answers they have had, all together.
    had: Arc<AtomicUsize>,
    /// What writes and reads.
    threads: Vec<JoinHandle<()>>,
}

impl Greedy {
    /// They begin. When all together have had `enough` answers they give up by themselves.
    #[track_caller]
    pub(crate) fn begin(addr: SocketAddr, clients: usize, enough: usize) -> Greedy {
        let mut greedy = Greedy { streams: Vec::new(), had: Arc::default(), threads: Vec::new() };
        for _ in 0..clients {
            let stream = TcpStream::connect_timeout(&addr, patience::STEP).must("connect to serve");
            let share = || stream.try_clone().must("share the connection with a thread");
            let (writer, reader) = (share(), share());
            let had = Arc::clone(&greedy.had);
            greedy.threads.push(thread::spawn(move || write(writer)));
            greedy.threads.push(thread::spawn(move || read(reader, &had, enough)));
            greedy.streams.push(stream);
        }
        greedy
    }

    /// Waits until they have had that many answers, all together; how many they have had.
    #[track_caller]
    pub(crate) fn had(&self, at_least: usize) -> usize {
        patience::until("greedy clients are answered", || match self.had.load(SeqCst) {
            had if had >= at_least => Ok(had),
            had => Err(format!("{had} answers of {at_least}")),
        })
    }

    /// They have had at least one answer, and leave.
    #[track_caller]
    pub(crate) fn give_up(self) {
        self.had(1);
    }
}

impl Drop for Greedy {
    fn drop(&mut self) {
        for stream in &self.streams {
            let _ = stream.shutdown(Shutdown::Both); // it may be over already
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Sends requests until the connection is over.
fn write(mut stream: TcpStream) {
    // Short ones: a server is longer about a buffer full of them than this side about writing it, so there always is more.
    let requests = get("/").repeat(1000);
    while stream.write_all(requests.as_bytes()).is_ok() {}
}

/// Reads until the connection is over, and ends it when there were enough answers.
fn read(mut stream: TcpStream, had: &AtomicUsize, enough: usize) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(n @ 1..) = stream.read(&mut buffer) {
        // Each answer has one such byte, in whatever pieces it comes: `Hello, World!`.
        let answers = buffer[..n].iter().filter(|byte| **byte == b'!').count();
        if had.fetch_add(answers, SeqCst) + answers >= enough {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
