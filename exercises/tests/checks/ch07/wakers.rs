//! Wakers that run code of others: when they are woken, when they are cloned, or when the last of them is dropped.

use std::cell::RefCell;
use std::ptr::without_provenance;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Wake, Waker};

thread_local! {
    /// What is to be run. A waker must be `Send`, and what a check wants to run is not; so the waker holds a number.
    static CODE: RefCell<Vec<Rc<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
}

/// The number of this piece of code.
fn store(code: impl Fn() + 'static) -> usize {
    CODE.with_borrow_mut(|all| {
        all.push(Rc::new(code));
        all.len() - 1
    })
}

fn run(number: usize) {
    let code = CODE.with_borrow(|all| all.get(number).cloned());
    code.into_iter().for_each(|code| code());
}

/// Runs the code when it is woken.
struct WhenWoken(usize);

impl Wake for WhenWoken {
    fn wake(self: Arc<Self>) {
        run(self.0);
    }
}

/// Runs the code when it is dropped.
struct WhenDropped(usize);

impl Wake for WhenDropped {
    fn wake(self: Arc<Self>) {}
}

impl Drop for WhenDropped {
    fn drop(&mut self) {
        run(self.0);
    }
}

/// A waker that runs `code` at once when it is woken, on this thread.
pub fn when_woken(code: impl Fn() + 'static) -> Waker {
    Waker::from(Arc::new(WhenWoken(store(code))))
}

/// A waker that runs `code` when the last of its clones is dropped, on this thread.
pub fn when_dropped(code: impl Fn() + 'static) -> Waker {
    Waker::from(Arc::new(WhenDropped(store(code))))
}

/// A waker that runs `code` whenever it is cloned, on this thread. To wake or drop it does nothing.
#[expect(
    unsafe_code,
    reason = "`Wake` does not say when a waker is cloned; only the table of functions does"
)]
pub fn when_cloned(code: impl Fn() + 'static) -> Waker {
    // SAFETY: the data is no pointer but a number, which nobody follows: nothing is owned, so any thread may call any of the
    // functions, in any order, as often as it likes. (On another thread the number finds no code.)
    unsafe { Waker::from_raw(RawWaker::new(without_provenance(store(code)), &WHEN_CLONED)) }
}

static WHEN_CLONED: RawWakerVTable = RawWakerVTable::new(
    |data| {
        run(data.addr());
        RawWaker::new(data, &WHEN_CLONED)
    },
    |_| {},
    |_| {},
    |_| {},
);
