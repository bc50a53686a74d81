//! Signals as bytes in a socket of ours (Unix).

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use ch04_nonblocking_socket::{Interest, would_block};
use ch07_executor::Current;
use signal_hook::SigId;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// Whether a signal has come, set by the handler. Set up by the first [`stop`].
static CAME: OnceLock<Result<Arc<AtomicBool>, String>> = OnceLock::new();

// ANCHOR: stop
/// See [`Stop`](super::Stop).
#[derive(Debug)]
pub(super) struct Stop<D: Current> {
    /// Where the handler writes: one byte a signal. Not read by anyone else.
    pipe: Pipe<D>,
    /// The handlers that write there; taken out again on drop.
    handlers: Vec<SigId>,
    /// Set once a signal has come.
    came: Arc<AtomicBool>,
}

/// The end we read.
#[derive(Debug)]
enum Pipe<D: Current> {
    /// Nobody has waited yet, so no runtime knows it.
    New(UnixStream),
    /// The runtime in which we are polled watches it.
    Watched(D, D::Source<UnixStream>),
    /// It could not be registered, or a signal has come.
    Gone,
}

/// See [`stop`](super::stop).
pub(super) fn stop<D: Current>() -> io::Result<Stop<D>> {
    let came =
        CAME.get_or_init(|| set_up().map_err(|error| error.to_string())).clone().map_err(io::Error::other)?;
    let (ours, theirs) = UnixStream::pair()?;
    let mut stop = Stop { pipe: Pipe::New(ours), handlers: Vec::new(), came };
    for signal in [SIGINT, SIGTERM] {
        stop.handlers.push(low_level::pipe::register(signal, theirs.try_clone()?)?);
    }
    Ok(stop)
}

/// From now on a first signal is noted, and a second one ends the process. Handlers run in the order in which they were
/// registered: so this one, first, looks whether there was another before.
fn set_up() -> io::Result<Arc<AtomicBool>> {
    let came = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 130, Arc::clone(&came))?;
        flag::register(signal, Arc::clone(&came))?;
    }
    Ok(came)
}

impl<D: Current> Future for Stop<D> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.came.load(Ordering::SeqCst) {
                self.pipe = Pipe::Gone;
                return Poll::Ready(());
            }
            self.pipe = match std::mem::replace(&mut self.pipe, Pipe::Gone) {
                Pipe::New(pipe) => {
                    let driver = D::current();
                    match driver.register(pipe) {
                        Ok(pipe) => Pipe::Watched(driver, pipe),
                        Err(_) => return Poll::Pending, // no descriptor: then the second signal must do
                    }
                }
                Pipe::Watched(driver, pipe) => {
                    match driver.poll_ready(&pipe, Interest::Readable, cx) {
                        Poll::Pending => {
                            self.pipe = Pipe::Watched(driver, pipe);
                            return Poll::Pending;
                        }
                        Poll::Ready(Err(_)) => return Poll::Pending, // as above
                        Poll::Ready(Ok(())) => {
                            if (&*pipe).read(&mut [0]).is_err_and(|error| would_block(&error)) {
                                driver.clear_ready(&pipe, Interest::Readable);
                            }
                            Pipe::Watched(driver, pipe)
                        }
                    }
                }
                Pipe::Gone => return Poll::Pending,
            };
        }
    }
}
// ANCHOR_END: stop

/// Nothing in it points into it.
impl<D: Current> Unpin for Stop<D> {}

impl<D: Current> Drop for Stop<D> {
    fn drop(&mut self) {
        for handler in self.handlers.drain(..) {
            low_level::unregister(handler);
        }
    }
}
