//! A fetch in async/await, and a batch of them.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use ch06_waker::join_all;
use lab::fetch::{FetchError, FetchResult, Fetched, Model, Target};
use lab::http::{Exchange, Progress};
use lab::net::out_of_fds;

use crate::driver::Driver;
use crate::executor::{LocalExecutor, Spawner};
use crate::join_handle::JoinError;
use crate::reactor::{Reactor, ReactorPark};
use crate::tcp_stream::TcpStream;
use crate::timeout::timeout_on;

/// `executor`, for comparisons.
pub const MODEL: Model = Model { name: "executor", chapter: "ch07", fetch_all };

/// Fetches one target, within `limit` from connect to last byte.
///
/// Dropped: the request is given up, and its socket closed.
///
/// # Errors
/// Everything that [`FetchError`] names, but `Resolve` and `Worker`.
pub async fn fetch<D: Driver>(driver: &D, target: &Target, limit: Duration) -> FetchResult {
    let started = Instant::now();
    match timeout_on(driver, limit, exchange(driver, target)).await {
        Ok(exchange) => Ok(Fetched { response: exchange?.into_response(), elapsed: started.elapsed() }),
        Err(_) => Err(FetchError::TimedOut { after: limit }),
    }
}

// ANCHOR: fetch
// ANCHOR: exchange
/// Chapter 1's fetch, line for line; but where that one blocked, this one awaits.
async fn exchange<D: Driver>(driver: &D, target: &Target) -> Result<Exchange, FetchError> {
    let mut exchange = Exchange::get(&target.url);

    let stream = connect(driver, &target.addrs).await?;
    // A peer may answer before it has read everything, and close. Our next write then fails, but its answer may already
    // be here: so look for it before giving up.
    let sent = send(&stream, &mut exchange).await;
    let received = receive(&stream, &mut exchange).await;
    match (sent, received) {
        (_, Ok(())) => Ok(exchange),
        // The first thing that went wrong is the cause, the second its consequence.
        (Err(cause), Err(_)) | (Ok(()), Err(cause)) => Err(cause),
    }
}
// ANCHOR_END: exchange

async fn connect<D: Driver>(driver: &D, addrs: &[SocketAddr]) -> Result<TcpStream<D>, FetchError> {
    let mut failed = FetchError::Worker("the target has no address".to_owned());
    for &addr in addrs {
        failed = match TcpStream::connect_on(driver, addr).await {
            Ok(stream) => return Ok(stream),
            Err(error) if out_of_fds(&error) => return Err(FetchError::NoDescriptor(error)),
            Err(source) => FetchError::Connect { addr, source },
        };
    }
    Err(failed)
}

async fn send<D: Driver>(stream: &TcpStream<D>, exchange: &mut Exchange) -> Result<(), FetchError> {
    while !exchange.outgoing().is_empty() {
        match stream.write(exchange.outgoing()).await.map_err(FetchError::Send)? {
            0 => return Err(FetchError::Send(ErrorKind::WriteZero.into())),
            n => exchange.sent(n),
        }
    }
    Ok(())
}

async fn receive<D: Driver>(stream: &TcpStream<D>, exchange: &mut Exchange) -> Result<(), FetchError> {
    loop {
        let progress = stream.read_with(|bytes| match bytes {
            [] => exchange.end_of_stream().map(|()| Progress::Done),
            bytes => exchange.received(bytes),
        });
        if progress.await.map_err(FetchError::Receive)?? == Progress::Done {
            return Ok(());
        }
    }
}
// ANCHOR_END: fetch

/// Fetches the whole batch on this thread, a task for each target.
pub fn fetch_all(targets: &[Target], limit: Duration) -> Vec<FetchResult> {
    let reactor = match Reactor::new() {
        Ok(reactor) => reactor,
        Err(error) => return targets.iter().map(|_| Err(no_poller(&error))).collect(),
    };
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();
    executor.block_on(fetch_batch(&reactor, &spawner, targets, limit))
}

fn no_poller(error: &io::Error) -> FetchError {
    FetchError::Worker(format!("the system has no poller to give: {error}"))
}

// ANCHOR: batch
/// Fetches a batch, a task for each target.
///
/// Dropped: the tasks go on, as their handles are dropped.
pub async fn fetch_batch<D: Driver>(
    driver: &D,
    spawner: &Spawner,
    targets: &[Target],
    limit: Duration,
) -> Vec<FetchResult> {
    let tasks = requests(driver, targets, limit).map(|(name, request)| spawner.spawn_named(name, request));
    join_all(tasks).await.into_iter().map(outcome).collect()
}

/// The requests of a batch, each of them a future for a task of its own, with that task's name.
pub fn requests<D: Driver>(
    driver: &D,
    targets: &[Target],
    limit: Duration,
) -> impl Iterator<Item = (String, impl Future<Output = FetchResult> + use<D>)> {
    let batch = Rc::<Batch>::default();
    targets.iter().enumerate().map(move |(index, target)| {
        let (driver, target, batch) = (driver.clone(), target.clone(), Rc::clone(&batch));
        (format!("request {}", index + 1), async move { batch.fetch(&driver, &target, limit).await })
    })
}
// ANCHOR_END: batch

/// What has come of a request, whose task may have failed instead.
pub fn outcome(joined: Result<FetchResult, JoinError>) -> FetchResult {
    joined.unwrap_or_else(|error| Err(FetchError::Worker(error.to_string())))
}

/// What the fetches of a batch share: there may not be a descriptor for each.
#[derive(Default)]
struct Batch {
    /// How many are under way.
    running: Cell<usize>,
    /// Those for which there was no descriptor: woken when one of the others has ended.
    waiting: RefCell<Vec<Waker>>,
}

/// One that is under way.
struct Running<'b>(&'b Batch);

impl Batch {
    async fn fetch<D: Driver>(&self, driver: &D, target: &Target, limit: Duration) -> FetchResult {
        loop {
            let running = Running::new(self);
            let result = fetch(driver, target, limit).await;
            drop(running);
            match result {
                Err(FetchError::NoDescriptor(_)) if self.running.get() > 0 => self.one_has_ended().await,
                result => return result,
            }
        }
    }

    async fn one_has_ended(&self) {
        let mut waited = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut waited, true) || self.running.get() == 0 {
                return Poll::Ready(());
            }
            let waker = cx.waker().clone();
            self.waiting.borrow_mut().push(waker);
            Poll::Pending
        })
        .await;
    }
}

impl<'b> Running<'b> {
    fn new(batch: &'b Batch) -> Running<'b> {
        batch.running.update(|n| n + 1);
        Running(batch)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.update(|n| n - 1);
        let waiting = self.0.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }
}
