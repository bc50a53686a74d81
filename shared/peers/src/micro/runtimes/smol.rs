//! smol: its `LocalExecutor`, its timers and its `block_on`. It has no oneshot channel: that of `futures` serves.

use std::io;
use std::net::TcpStream;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_executor::{LocalExecutor, Task};
use async_io::{Async, Timer};
use futures::channel::oneshot;
use futures_lite::AsyncReadExt;

use crate::micro::Runtime;

/// smol's executor.
#[derive(Clone, Debug)]
pub struct Smol(Rc<LocalExecutor<'static>>);

/// A timer without the time at which it was done.
#[derive(Debug)]
pub struct SmolSleep(Timer);

impl Future for SmolSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(drop)
    }
}

impl SmolSleep {
    /// Waits so long.
    pub fn new(time: Duration) -> SmolSleep {
        SmolSleep(Timer::after(time))
    }
}

impl Runtime for Smol {
    type Task<T: 'static> = Task<T>;
    type Sleep = SmolSleep;
    type Sender<T: 'static> = oneshot::Sender<T>;
    type Receiver<T: 'static> = oneshot::Receiver<T>;
    type Stream = Async<TcpStream>;

    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
        let executor = Rc::new(LocalExecutor::new());
        let main = main(Smol(Rc::clone(&executor)));
        Ok(async_io::block_on(executor.run(main)))
    }

    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> Task<F::Output> {
        self.0.spawn(future)
    }

    fn detach<T: 'static>(task: Task<T>) {
        task.detach(); // dropped, it would be cancelled
    }

    fn yield_now() -> impl Future<Output = ()> {
        futures_lite::future::yield_now()
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

    async fn take_bytes(stream: &mut Async<TcpStream>) -> io::Result<usize> {
        stream.read(&mut [0; 64]).await
    }
}
