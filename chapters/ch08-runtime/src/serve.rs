//! Serving, until somebody asks it to stop; and then, well.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::net;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use ch04_nonblocking_socket::serve::ACCEPT_AGAIN;
use ch07_executor::serve::{step, tell_vitals};
use ch07_executor::{TcpListener, TcpStream, sleep_on, timeout_on};
use lab::http::{Conversation, Want};

use crate::driver::RuntimeDriver;
use crate::here::Here;
use crate::join_set::JoinSet;
use crate::race::race;
use crate::runtime::{Handle, Runtime, spawn_named};
use crate::signal;

/// Answers in flight have so long to complete when the server stops.
pub const GRACE: Duration = Duration::from_secs(3);

/// Serves every client of the listener on this thread, until Ctrl-C or SIGTERM. Tells its [`vitals`](lab::vitals) every
/// so often, if it is to.
///
/// # Errors
/// The system has no poller to give, or refuses the signal handler.
pub fn serve(listener: net::TcpListener, vitals: Option<Duration>) -> io::Result<()> {
    let stop = signal::stop()?;
    Runtime::new()?.block_on(async {
        if let Some(every) = vitals {
            let here = Handle::current();
            drop(spawn_named("vitals", tell_vitals(here.reactor().clone(), here.spawner().clone(), every)));
        }
        serve_until(TcpListener::<RuntimeDriver>::from_std(listener)?, stop).await;
        Ok(())
    })
}

// ANCHOR: serve_until
/// Serves until `stop` is done. Then the listener is closed, idle connections are closed, and answers in flight complete;
/// those that take longer than [`GRACE`] are cut.
///
/// Dropped: everything is cut at once.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn serve_until<D: Here>(listener: TcpListener<D>, stop: impl Future<Output = ()>) {
    let stopping = Rc::<Cell<bool>>::default();
    let mut clients = JoinSet::<(), D>::new();
    race(accept_all(&listener, &stopping, &mut clients), stop).await;
    drop(listener); // whoever comes now is refused, by the system
    stopping.set(true);
    clients.wake_all(); // whoever waits for a request hears of it
    let all_gone = async { while clients.join_next().await.is_some() {} };
    let _ = timeout_on(&D::current(), GRACE, all_gone).await; // the set is dropped next, and with it whoever is left
}
// ANCHOR_END: serve_until

async fn accept_all<D: Here>(
    listener: &TcpListener<D>,
    stopping: &Rc<Cell<bool>>,
    clients: &mut JoinSet<(), D>,
) {
    let driver = D::current();
    loop {
        match listener.accept().await {
            Ok(stream) => {
                let stopping = Rc::clone(stopping);
                clients.spawn_named("client", async move {
                    let _ = converse(&stream, &stopping).await;
                });
            }
            // No descriptor, most often: going on at once would spin.
            Err(_) => sleep_on(&driver, ACCEPT_AGAIN).await,
        }
        while clients.try_join_next().is_some() {} // those who have left meanwhile
    }
}

// ANCHOR: converse
/// Answers one client, until one of the two closes or the server stops.
async fn converse<D: Here>(stream: &TcpStream<D>, stopping: &Cell<bool>) -> io::Result<()> {
    // A client that has not said anything is a socket and a task, and no more: there may be thousands of them.
    let begin = |bytes: &[u8]| {
        let mut conversation = Box::new(Conversation::new(lab::routes::contract));
        conversation.came(bytes);
        conversation
    };
    let Some(mut conversation) = read(stream, stopping, begin).await? else { return Ok(()) };
    loop {
        if stopping.get() {
            conversation.finish();
        }
        match conversation.want() {
            // Between two requests is the one place where the stop must not wait for the client.
            Want::Read if !stopping.get() => {
                read(stream, stopping, |bytes| conversation.came(bytes)).await?;
            }
            Want::Pause(pause) => {
                Box::pin(sleep_on(stream.driver(), pause)).await;
                if stopping.get() {
                    conversation.finish(); // the answer that comes now says that it is the last
                }
                conversation.pause_is_over();
            }
            // Half a request is read to its end: who has begun to send cannot know that we stop.
            Want::Read | Want::Write | Want::Linger | Want::Close => {
                if let ControlFlow::Break(()) = step(stream.driver(), stream, &mut conversation).await? {
                    return Ok(());
                }
            }
        }
    }
}

/// Reads, and shows what has come to `f`; `None` if the server stops before that. (It wakes this task then.)
fn read<D: Here, T>(
    stream: &TcpStream<D>,
    stopping: &Cell<bool>,
    f: impl FnMut(&[u8]) -> T + Unpin,
) -> impl Future<Output = io::Result<Option<T>>> {
    let mut reading = stream.read_with(f);
    poll_fn(move |cx| match stopping.get() {
        true => Poll::Ready(Ok(None)),
        false => Pin::new(&mut reading).poll(cx).map_ok(Some),
    })
}
// ANCHOR_END: converse
