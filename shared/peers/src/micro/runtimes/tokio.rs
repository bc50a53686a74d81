//! tokio: its current-thread scheduler, as `LocalRuntime`, which runs futures that are not `Send` too.

use std::io;
use std::net;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, coop};
use tokio::time::Sleep;

use crate::micro::Runtime;

/// tokio, found without being passed.
#[derive(Clone, Copy, Debug)]
pub struct Tokio;

impl Runtime for Tokio {
    type Task<T: 'static> = JoinHandle<T>;
    type Sleep = Sleep;
    type Sender<T: 'static> = oneshot::Sender<T>;
    type Receiver<T: 'static> = oneshot::Receiver<T>;
    type Stream = TcpStream;

    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
        let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
        Ok(runtime.block_on(main(Tokio)))
    }

    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        tokio::task::spawn_local(future)
    }

    fn yield_now() -> impl Future<Output = ()> {
        tokio::task::yield_now()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        tokio::time::sleep(time)
    }

    fn oneshot<T: 'static>() -> (oneshot::Sender<T>, oneshot::Receiver<T>) {
        oneshot::channel()
    }

    fn send<T: 'static>(sender: oneshot::Sender<T>, value: T) {
        let _ = sender.send(value);
    }

    fn stream(&self, socket: net::TcpStream) -> io::Result<TcpStream> {
        socket.set_nonblocking(true)?;
        TcpStream::from_std(socket)
    }

    async fn take_bytes(stream: &mut TcpStream) -> io::Result<usize> {
        stream.read(&mut [0; 64]).await
    }

    /// After 128 waits in one poll tokio would make the next one yield.
    fn without_budget<F: Future>(future: F) -> impl Future<Output = F::Output> {
        coop::unconstrained(future)
    }
}
