//! A server on threads: while one thread waits for its client, the others serve theirs.

use std::io::{self, Write};
use std::net::TcpListener;
use std::thread;

use ch01_blocking_socket::serve::BREATH;
use ch01_blocking_socket::{converse, next_client};

use crate::thread_pool::ThreadPool;

/// Serves each connection on a thread of its own, for as long as the process lives.
///
/// An idle client costs a sleeping thread: no CPU, but memory, and one of the threads the system will give. A real server
/// of this kind has a limit on connections of its own, well below the system's.
///
/// # Errors
/// None: what goes wrong with a client ends its connection, and nothing else.
// ANCHOR: serve
pub fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let client = next_client(&listener);
        let started = lab::thread::spawn("connection", move || {
            // A broken connection is the client's loss.
            let _ = converse(client);
        });
        if let Err(error) = started {
            // The closure is dropped and the client with it: it sees its connection closed, and may come again. Those
            // that wait in the backlog are not asked in before something has had time to change.
            // (Not `eprintln!`: it panics when nobody reads stderr, and this thread is the server.)
            let _ = writeln!(io::stderr(), "a connection was refused: cannot start a thread: {error}");
            thread::sleep(BREATH);
        }
    }
}
// ANCHOR_END: serve

/// Serves all connections on `threads` threads, for as long as the process lives.
///
/// A connection keeps its thread until it is closed. So `threads` clients who keep their connections open and say
/// nothing make all others wait, until they have been silent for [`IDLE`](ch01_blocking_socket::converse::IDLE). A thread
/// that waits for a socket cannot serve another: chapter 4 takes that away.
///
/// # Errors
/// The threads could not be started.
// ANCHOR: serve_pool
pub fn serve_pool(threads: usize, listener: TcpListener) -> io::Result<()> {
    let pool = ThreadPool::new(threads)?;
    loop {
        let client = next_client(&listener);
        pool.execute(move || {
            // A broken connection is the client's loss.
            let _ = converse(client);
        });
    }
}
// ANCHOR_END: serve_pool
