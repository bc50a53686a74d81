//! Where signals are not written into a pipe of ours (Windows): the crate `ctrlc` has a thread that waits for them, and calls
//! us as an ordinary function. It does nothing but wake.

use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

/// See [`Stop`](super::Stop).
#[derive(Debug)]
pub(super) struct Stop<D> {
    /// Our place among those who wait, once there is one.
    place: Option<u64>,
    /// It needs no driver.
    driver: PhantomData<fn() -> D>,
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

/// See [`stop`](super::stop).
pub(super) fn stop<D>() -> io::Result<Stop<D>> {
    // Also where Ctrl-C is ignored, as in a program that a script has started in the background: whoever waits for it here
    // has asked for it.
    let set = HANDLER.get_or_init(|| ctrlc::set_handler(on_signal).map_err(|error| error.to_string()));
    set.clone().map_err(io::Error::other)?;
    Ok(Stop { place: None, driver: PhantomData })
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

impl<D> Future for Stop<D> {
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
        Poll::Pending
    }
}

impl<D> Drop for Stop<D> {
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
