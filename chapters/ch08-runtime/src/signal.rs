//! Ctrl-C and SIGTERM, as futures.
//!
//! # Implementation
//! A signal handler may do next to nothing: the thread it interrupts may hold any lock. The crate `ctrlc` has it write one
//! byte into a pipe; a thread of the crate reads the pipe and calls us, as an ordinary function. That thread waits there
//! for ever, and does nothing but wake.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use ch07_executor::{WaitsFor, waits_for};

/// Done once somebody has asked this process to stop; see [`stop`].
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct Stop {
    /// Our place among those who wait, once there is one.
    place: Option<u64>,
}

/// The signals of this process.
#[derive(Debug, Default)]
struct Signals {
    /// How many have come.
    count: u64,
    /// The next place.
    next: u64,
    /// Who waits for the next one.
    waiting: Vec<(u64, Waker)>,
}

static SIGNALS: Mutex<Signals> = Mutex::new(Signals { count: 0, next: 0, waiting: Vec::new() });
static HANDLER: OnceLock<Result<(), String>> = OnceLock::new();

/// Waits for Ctrl-C, or SIGTERM; not at all if one has come since the first call. (asyncio: `add_signal_handler`; tokio:
/// `signal::ctrl_c`.)
///
/// From the first call on they do not end the process by themselves any more. A second one ends it at once: whoever asks
/// twice does not want to wait. (Exit code 130, as a shell says of a Ctrl-C.)
///
/// Dropped: nothing is lost, but signals still do not end the process.
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::{block_on, signal, sleep, race};
///
/// let said = block_on(async {
///     let stopped = async {
///         signal::stop().unwrap().await;
///         "stopped"
///     };
///     let done = async {
///         sleep(Duration::from_millis(1)).await;
///         "done"
///     };
///     race(stopped, done).await
/// });
/// assert_eq!(said, "done"); // unless you were quick
/// ```
///
/// # Errors
/// The system refuses the handler, or somebody else has set one.
// ANCHOR: stop
pub fn stop() -> io::Result<Stop> {
    // Also where Ctrl-C is ignored, as in a program that a script has started in the background: whoever waits for it here
    // has asked for it.
    let set = HANDLER.get_or_init(|| ctrlc::set_handler(on_signal).map_err(|error| error.to_string()));
    set.clone().map_err(io::Error::other)?;
    Ok(Stop { place: None })
}

/// Runs on a thread of its own.
fn on_signal() {
    let (count, waiting) = {
        let mut signals = lock();
        signals.count += 1;
        (signals.count, std::mem::take(&mut signals.waiting))
    };
    if count > 1 {
        std::process::exit(130);
    }
    waiting.into_iter().for_each(|(_, waker)| waker.wake()); // the lock is given back (invariant I5)
}

impl Future for Stop {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone(); // before the lock, as its drop is after it (invariant I5)
        let mut signals = lock();
        if signals.count > 0 {
            return Poll::Ready(());
        }
        let place = *self.place.get_or_insert(signals.next);
        signals.next = signals.next.max(place + 1);
        let displaced = match signals.waiting.iter_mut().find(|(other, _)| *other == place) {
            Some((_, known)) => Some(std::mem::replace(known, waker)),
            None => {
                signals.waiting.push((place, waker));
                None
            }
        };
        drop(signals);
        drop(displaced);
        waits_for(WaitsFor::Named("Ctrl-C or SIGTERM"));
        Poll::Pending
    }
}
// ANCHOR_END: stop

impl Drop for Stop {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            let gone: Vec<_> = {
                let mut signals = lock();
                signals.waiting.extract_if(.., |(other, _)| *other == place).collect()
            };
            drop(gone);
        }
    }
}

/// Nothing panics while it holds this lock.
fn lock() -> std::sync::MutexGuard<'static, Signals> {
    SIGNALS.lock().unwrap_or_else(PoisonError::into_inner)
}
