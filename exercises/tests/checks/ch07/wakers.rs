//! Wakers that run code of others: when they are woken, or when the last of them is dropped.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Wake, Waker};

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
