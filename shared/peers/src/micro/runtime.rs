//! What the works ask of a runtime.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

// ANCHOR: runtime
/// A runtime under test, as seen from inside: a handle that tasks may clone.
///
/// Futures need not be `Send`: every runtime here has a way to run such, and on one thread that is its fast way.
pub trait Runtime: Clone + 'static {
    /// A task's end.
    type Task<T: 'static>: Future;
    /// A time's end.
    type Sleep: Future<Output = ()>;
    /// The end of a channel for one value that sends.
    type Sender<T: 'static>: 'static;
    /// The end that receives.
    type Receiver<T: 'static>: Future + 'static;
    /// A socket.
    type Stream;

    /// Runs `main` on a new runtime of one thread, made as its documentation advises.
    ///
    /// # Errors
    /// The system has no poller to give.
    fn block_on<F: Future>(main: impl FnOnce(Self) -> F) -> io::Result<F::Output>;

    /// Makes a task.
    fn spawn<F: Future<Output: 'static> + 'static>(&self, future: F) -> Self::Task<F::Output>;

    /// Lets a task go on alone.
    fn detach<T: 'static>(task: Self::Task<T>) {
        drop(task);
    }

    /// Lets every other task have its turn.
    fn yield_now() -> impl Future<Output = ()>;

    /// Waits so long.
    fn sleep(&self, time: Duration) -> Self::Sleep;

    /// A channel for one value.
    fn oneshot<T: 'static>() -> (Self::Sender<T>, Self::Receiver<T>);

    /// Sends the value, to whoever still wants it.
    fn send<T: 'static>(sender: Self::Sender<T>, value: T);

    /// A connected socket as one of this runtime's.
    ///
    /// # Errors
    /// What the system says.
    fn stream(&self, socket: TcpStream) -> io::Result<Self::Stream>;

    /// Waits for bytes, up to 64, and takes them.
    ///
    /// # Errors
    /// What the system says.
    fn take_bytes(stream: &mut Self::Stream) -> impl Future<Output = io::Result<usize>>;

    /// The future without any budget that the runtime gives to one poll: for works that make a thousand things at once.
    fn without_budget<F: Future>(future: F) -> impl Future<Output = F::Output> {
        future
    }
}
// ANCHOR_END: runtime
