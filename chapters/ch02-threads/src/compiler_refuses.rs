//! Data races that do not compile, and a race condition that does.
//!
//! A *data race*: two threads touch the same memory at once, at least one of them writes, and nothing puts them in order.
//! What happens then is undefined, and the compiler refuses every program in which it could happen (outside `unsafe`).
//!
//! A plain counter, borrowed mutably by two threads:
//!
//! ```compile_fail,E0499
//! let mut count = 0_u64;
//! std::thread::scope(|threads| {
//!     threads.spawn(|| count += 1);
//!     threads.spawn(|| count += 1); // second mutable borrow
//! });
//! ```
//!
//! A reference count that is not atomic (Python's, S10), across threads:
//!
//! ```compile_fail,E0277
//! use std::rc::Rc;
//! let shared = Rc::new("a string");
//! let copy = Rc::clone(&shared);
//! std::thread::spawn(move || drop(copy)); // `Rc` cannot be sent between threads safely
//! ```
//!
//! The same with an atomic count is fine:
//!
//! ```
//! use std::sync::Arc;
//! let shared = Arc::new("a string");
//! let copy = Arc::clone(&shared);
//! std::thread::spawn(move || drop(copy)).join().unwrap();
//! assert_eq!(Arc::strong_count(&shared), 1);
//! ```
//!
//! A *race condition*: the result depends on who came first. It needs no undefined behaviour, only a decision on something
//! that another thread may have changed since. The compiler does not refuse it, because each single access is in order:
//!
//! ```
//! use std::sync::Mutex;
//! let seats = Mutex::new(1);
//! let book = || {
//!     if *seats.lock().unwrap() > 0 { // looked, and unlocked again
//!         // here another thread may book the last seat …
//!         *seats.lock().unwrap() -= 1; // … and this one books it once more
//!     }
//! };
//! std::thread::scope(|threads| {
//!     threads.spawn(book);
//!     threads.spawn(book);
//! });
//! assert!(*seats.lock().unwrap() <= 0); // 0 on most days, -1 on a bad one
//! ```
//!
//! The demo `race` counts how often that happens.
