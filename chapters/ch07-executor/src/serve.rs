//! Serving: one task that accepts, and one for each client.

use std::io::{self, ErrorKind};
use std::net::{self, Shutdown};
use std::ops::ControlFlow;
use std::time::Duration;

use ch04_nonblocking_socket::serve::ACCEPT_AGAIN;
use lab::http::{Conversation, Service, Want};
use lab::vitals::Vitals;

use crate::driver::Driver;
use crate::executor::{LocalExecutor, Spawner};
use crate::reactor::{Reactor, ReactorPark};
use crate::sleep::sleep_on;
use crate::tcp_listener::TcpListener;
use crate::tcp_stream::TcpStream;
use crate::timeout::timeout_on;

/// How much of what a peer still sends is thrown away before a lingering close, in bytes.
const MOST_DISCARDED: usize = 1024 * 1024;

/// Serves every client of the listener on this thread, until the process ends. Tells its [`vitals`](lab::vitals) every
/// so often, if it is to.
///
/// # Errors
/// The system has no poller to give.
pub fn serve(listener: net::TcpListener, vitals: Option<Duration>) -> io::Result<()> {
    let reactor = Reactor::new()?;
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();
    if let Some(every) = vitals {
        drop(spawner.spawn_named("vitals", tell_vitals(reactor.clone(), spawner.clone(), every)));
    }
    let listener = TcpListener::from_std_on(&reactor, listener)?;
    executor.block_on(accept_all(&reactor, &spawner, &listener))
}

/// Tells how many sockets, tasks, timers and waiters there are, each time `every` is over. The task that tells is one of
/// them; while it does so it has no timer.
///
/// Dropped: no more is told.
pub async fn tell_vitals(reactor: Reactor, spawner: Spawner, every: Duration) {
    loop {
        sleep_on(&reactor, every).await;
        let tasks = spawner.tasks().await.len() as u64;
        let [sockets, timers, waiters] =
            [reactor.sockets(), reactor.timers(), reactor.waiting()].map(|n| n as u64);
        Vitals { sockets, tasks, timers, waiters }.tell();
    }
}

// ANCHOR: serve
/// Accepts clients, and makes a task for each.
async fn accept_all<D: Driver>(driver: &D, spawner: &Spawner, listener: &TcpListener<D>) -> io::Result<()> {
    loop {
        match listener.accept().await {
            Ok(stream) => {
                let driver = driver.clone();
                // The handle is dropped: a client that breaks its connection harms nobody else.
                drop(spawner.spawn_named("client", async move {
                    let _ = converse(&driver, &stream, &mut Conversation::new(lab::routes::contract)).await;
                }));
            }
            // No descriptor, most often. The client stays in the backlog and the listener stays ready: going on at once
            // would spin.
            Err(_) => sleep_on(driver, ACCEPT_AGAIN).await,
        }
    }
}

/// Answers one client until one of the two closes.
///
/// Dropped: the conversation is cut, at whatever byte it has come to.
///
/// # Errors
/// The connection broke.
pub async fn converse<D: Driver, S: Service>(
    driver: &D,
    stream: &TcpStream<D>,
    conversation: &mut Conversation<S>,
) -> io::Result<()> {
    while step(driver, stream, conversation).await?.is_continue() {}
    Ok(())
}

/// Does what the conversation wants next. The body of chapter 1's `converse`, line for line; but where that one blocked,
/// this one awaits.
///
/// Dropped: nothing is lost while it reads or writes; a pause begins anew, and a lingering close is cut.
///
/// # Errors
/// The connection broke.
pub async fn step<D: Driver, S: Service>(
    driver: &D,
    stream: &TcpStream<D>,
    conversation: &mut Conversation<S>,
) -> io::Result<ControlFlow<()>> {
    match conversation.want() {
        Want::Write => match stream.write(conversation.outgoing()).await? {
            0 => return Err(ErrorKind::WriteZero.into()),
            n => conversation.sent(n),
        },
        Want::Read => {
            stream.read_with(|bytes| conversation.came(bytes)).await?;
        }
        Want::Pause(pause) => {
            // Seldom, and large, as the next: in boxes they take no room in the futures of all those who are idle.
            Box::pin(sleep_on(driver, pause)).await;
            conversation.pause_is_over();
        }
        Want::Linger => {
            Box::pin(linger(driver, stream, Conversation::<S>::LINGER)).await?;
            return Ok(ControlFlow::Break(()));
        }
        Want::Close => return Ok(ControlFlow::Break(())),
    }
    Ok(ControlFlow::Continue(()))
}
// ANCHOR_END: serve

/// Closes so that the last answer arrives: says that no more will come, then reads and throws away until the client
/// closes too, or has sent enough, or `limit` has passed.
async fn linger<D: Driver>(driver: &D, stream: &TcpStream<D>, limit: Duration) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let discard = async {
        let mut left = MOST_DISCARDED;
        while left > 0 {
            match stream.read_with(<[u8]>::len).await {
                Ok(0) | Err(_) => return,
                Ok(n) => left = left.saturating_sub(n),
            }
        }
    };
    let _ = timeout_on(driver, limit, discard).await;
    Ok(())
}
