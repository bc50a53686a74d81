//! Chapter 9 with its first steps only: a runtime of its parts.

use std::fmt;
use std::io;
use std::net::TcpStream;
use std::time::Duration;

use ch08_runtime::sync::oneshot;
use ch09_fast_path::driver::Persistent;
use ch09_fast_path::parts::{Parts, Spawn};
use ch09_fast_path::runtime::{Handle, JoinHandleOf, Runtime as Made};

use crate::micro::Runtime;

/// A runtime of these parts, as [`ch09_fast_path::steps`] names them.
pub struct Step<P: Parts>(Handle<P>);

impl<P: Parts> Runtime for Step<P> {
    type Task<T: 'static> = JoinHandleOf<T, P>;
    type Sleep = ch07_executor::Sleep<Persistent<P>>;
    type Sender<T: 'static> = oneshot::Sender<T>;
    type Receiver<T: 'static> = oneshot::Receiver<T>;
    type Stream = ch07_executor::TcpStream<Persistent<P>>;

    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
        let mut runtime = Made::<P>::new()?;
        let main = main(Step(runtime.handle().clone()));
        Ok(runtime.block_on(main))
    }

    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> Self::Task<F::Output> {
        self.0.spawner().make(None, future)
    }

    fn yield_now() -> impl Future<Output = ()> {
        ch07_executor::yield_now()
    }

    fn sleep(&self, time: Duration) -> Self::Sleep {
        ch07_executor::sleep_on(self.0.driver(), time)
    }

    fn oneshot<T: 'static>() -> (oneshot::Sender<T>, oneshot::Receiver<T>) {
        oneshot::channel()
    }

    fn send<T: 'static>(sender: oneshot::Sender<T>, value: T) {
        let _ = sender.send(value);
    }

    fn stream(&self, socket: TcpStream) -> io::Result<Self::Stream> {
        Self::Stream::from_std_on(self.0.driver(), socket)
    }

    async fn take_bytes(stream: &mut Self::Stream) -> io::Result<usize> {
        stream.read(&mut [0; 64]).await
    }
}

impl<P: Parts> Clone for Step<P> {
    fn clone(&self) -> Step<P> {
        Step(self.0.clone())
    }
}

impl<P: Parts> fmt::Debug for Step<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Step").field(&self.0).finish()
    }
}
