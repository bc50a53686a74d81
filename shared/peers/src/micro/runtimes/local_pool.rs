//! The executor of the `futures` crate. It has neither timers nor sockets: those of smol serve, which then work on a thread
//! of their own.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use async_io::Async;
use futures::channel::oneshot;
use futures::executor::{LocalPool as Pool, LocalSpawner};
use futures::future::RemoteHandle;
use futures::task::LocalSpawnExt;

use super::smol::{Smol, SmolSleep};
use crate::micro::Runtime;

/// The pool's spawner.
#[derive(Clone, Debug)]
pub struct LocalPool(LocalSpawner);

impl Runtime for LocalPool {
    type Task<T: 'static> = RemoteHandle<T>;
    type Sleep = SmolSleep;
    type Sender<T: 'static> = oneshot::Sender<T>;
    type Receiver<T: 'static> = oneshot::Receiver<T>;
    type Stream = Async<TcpStream>;

    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
        let mut pool = Pool::new();
        let main = main(LocalPool(pool.spawner()));
        Ok(pool.run_until(main))
    }

    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> RemoteHandle<F::Output> {
        match self.0.spawn_local_with_handle(future) {
            Ok(handle) => handle,
            Err(gone) => panic!("the pool runs, and yet: {gone}"),
        }
    }

    fn detach<T: 'static>(task: RemoteHandle<T>) {
        task.forget(); // dropped, it would be cancelled
    }

    fn yield_now() -> impl Future<Output = ()> {
        Smol::yield_now()
    }

    fn sleep(&self, time: Duration) -> SmolSleep {
        SmolSleep::new(time)
    }

    fn oneshot<T: 'static>() -> (oneshot::Sender<T>, oneshot::Receiver<T>) {
        oneshot::channel()
    }

    fn send<T: 'static>(sender: oneshot::Sender<T>, value: T) {
        let _ = sender.send(value);
    }

    fn stream(&self, socket: TcpStream) -> io::Result<Async<TcpStream>> {
        Async::new(socket)
    }

    fn take_bytes(stream: &mut Async<TcpStream>) -> impl Future<Output = io::Result<usize>> {
        Smol::take_bytes(stream)
    }
}
