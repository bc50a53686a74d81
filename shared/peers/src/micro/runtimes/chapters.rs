//! The runtimes of this book.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use ch07_executor::{LocalExecutor, Reactor, ReactorPark, Spawner};
use ch08_runtime::sync::oneshot;

use crate::micro::Runtime;

/// Chapter 7's executor and reactor, which are passed. Channels come in chapter 8, and know no runtime.
#[derive(Clone, Debug)]
pub struct Ch07 {
    /// Makes tasks.
    spawner: Spawner,
    /// Sockets and times.
    reactor: Reactor,
}

impl Runtime for Ch07 {
    type Task<T: 'static> = ch07_executor::JoinHandle<T>;
    type Sleep = ch07_executor::Sleep<Reactor>;
    type Sender<T: 'static> = oneshot::Sender<T>;
    type Receiver<T: 'static> = oneshot::Receiver<T>;
    type Stream = ch07_executor::TcpStream<Reactor>;

    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
        let reactor = Reactor::new()?;
        let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
        let main = main(Ch07 { spawner: executor.spawner(), reactor });
        Ok(executor.block_on(main))
    }

    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> Self::Task<F::Output> {
        self.spawner.spawn(future)
    }

    fn yield_now() -> impl Future<Output = ()> {
        ch07_executor::yield_now()
    }

    fn sleep(&self, time: Duration) -> Self::Sleep {
        ch07_executor::sleep_on(&self.reactor, time)
    }

    fn oneshot<T: 'static>() -> (oneshot::Sender<T>, oneshot::Receiver<T>) {
        oneshot::channel()
    }

    fn send<T: 'static>(sender: oneshot::Sender<T>, value: T) {
        let _ = sender.send(value);
    }

    fn stream(&self, socket: TcpStream) -> io::Result<Self::Stream> {
        Self::Stream::from_std_on(&self.reactor, socket)
    }

    async fn take_bytes(stream: &mut Self::Stream) -> io::Result<usize> {
        stream.read(&mut [0; 64]).await
    }
}

/// A runtime with chapter 8's functions, which find what they need.
macro_rules! like_chapter_8 {
    ($(#[$doc:meta])* $name:ident, $krate:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Runtime for $name {
            type Task<T: 'static> = $krate::JoinHandle<T>;
            type Sleep = $krate::Sleep;
            type Sender<T: 'static> = $krate::sync::oneshot::Sender<T>;
            type Receiver<T: 'static> = $krate::sync::oneshot::Receiver<T>;
            type Stream = $krate::TcpStream;

            fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output> {
                Ok($krate::Runtime::new()?.block_on(main($name)))
            }

            fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> Self::Task<F::Output> {
                $krate::spawn(future)
            }

            fn yield_now() -> impl Future<Output = ()> {
                $krate::yield_now()
            }

            fn sleep(&self, time: Duration) -> Self::Sleep {
                $krate::sleep(time)
            }

            fn oneshot<T: 'static>() -> (Self::Sender<T>, Self::Receiver<T>) {
                $krate::sync::oneshot::channel()
            }

            fn send<T: 'static>(sender: Self::Sender<T>, value: T) {
                let _ = sender.send(value);
            }

            fn stream(&self, socket: TcpStream) -> io::Result<Self::Stream> {
                Self::Stream::from_std(socket)
            }

            async fn take_bytes(stream: &mut Self::Stream) -> io::Result<usize> {
                stream.read(&mut [0; 64]).await
            }
        }
    };
}

like_chapter_8! {
    /// Chapter 8's runtime, found without being passed.
    Ch08, ch08_runtime
}

like_chapter_8! {
    /// Chapter 9's runtime, with all its steps.
    Ch09, ch09_fast_path
}
