//! Serving: one task that accepts, and one for each client.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use ch04_nonblocking_socket as ch04;
use ch04_nonblocking_socket::serve::{ACCEPT_AGAIN, ACCEPTS_A_TURN, Accepted, accept};
use ch04_nonblocking_socket::{Connection, Interest, Source};
use lab::http::{Answer, Request};

use crate::core::Core;
use crate::coroutine::{Coroutine, Step, Wait};
use crate::event_loop::EventLoop;
use crate::sleep::Sleep;

/// Serves every client of the listener on this thread, until the process ends. Tells its [`vitals`](lab::vitals) every
/// so often, if it is to.
///
/// # Errors
/// The poller failed.
pub fn serve(listener: TcpListener, vitals: Option<Duration>) -> io::Result<()> {
    let mut event_loop = EventLoop::new()?;
    let listener = event_loop.core().register(listener)?;
    event_loop.create_task("accept", Acceptor { listener });
    let Some(every) = vitals else { return event_loop.run_forever().map_err(io::Error::other) };
    loop {
        // The others run meanwhile; and when it is over, the loop is ours to look at, between two turns.
        event_loop.run_until_complete(Sleep::For(every)).map_err(io::Error::other)?;
        event_loop.vitals().tell();
    }
}

// ANCHOR: serve
/// Accepts clients, and makes a task for each.
#[derive(Debug)]
struct Acceptor {
    /// Where clients come in.
    listener: Source<TcpListener>,
}

impl Coroutine for Acceptor {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        for _ in 0..ACCEPTS_A_TURN {
            match accept(&self.listener) {
                Accepted::Again => {}
                Accepted::Nobody => {
                    let wait = core.when_ready(&self.listener, Interest::Readable, None);
                    return Step::Wait(wait.unwrap_or_else(|_| later(core)));
                }
                Accepted::Client(socket) => {
                    // Where registering fails the socket is dropped, which closes it: the client sees a clear end.
                    if let Ok(socket) = core.register(socket) {
                        let connection = Connection::new(socket, lab::routes::contract as Routes);
                        core.create_task("client", Client { connection });
                    }
                }
                // No descriptor, most often. The client stays in the backlog and the listener stays ready: going on
                // at once would spin.
                Accepted::Trouble(_) => return Step::Wait(later(core)),
            }
        }
        Step::Yield // more may be waiting; the clients have their turn first
    }
}

/// What answers.
type Routes = fn(&Request<'_>) -> Answer;

/// Serves one client: chapter 4's state machine as a coroutine.
#[derive(Debug)]
struct Client {
    /// The work.
    connection: Connection<Source<TcpStream>, Routes>,
}

impl Coroutine for Client {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        match self.connection.advance() {
            ch04::Step::Wait(Some(interest), deadline) => {
                match core.when_ready(self.connection.socket(), interest, deadline) {
                    Ok(wait) => Step::Wait(wait),
                    Err(_) => Step::Done(()), // dropped, which closes it
                }
            }
            ch04::Step::Wait(None, deadline) => Step::Wait(Wait { source: None, deadline }),
            // Over, well or badly: a client that breaks its connection harms nobody else.
            ch04::Step::NoDescriptor(_) | ch04::Step::Done(_) => Step::Done(()),
        }
    }
}
// ANCHOR_END: serve

/// Leave the listener alone for a while.
fn later(core: &Core) -> Wait {
    Wait::until(core.now() + ACCEPT_AGAIN)
}
