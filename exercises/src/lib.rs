//! The exercises: a file each, in the order of the chapters. `cargo x` shows the next one.
//!
//! Each file says at its top what to build, how long it takes and what it trains; `TODO` marks where you write. The
//! checks watch what your code does, not how it looks: more than one right answer passes.

/// Chapter 1: a socket is a stream of bytes, and a read may wait for ever.
pub mod ch01_blocking_socket;

/// Chapter 2: threads overlap waits, and get into each other's way.
pub mod ch02_threads;

/// Chapter 3: the same address means other memory: everything must be posted.
pub mod ch03_processes;

/// Chapter 4: non-blocking is not the trick; being told is.
pub mod ch04_nonblocking_socket;

/// Chapter 5: one thread does one thing at any instant, and the waits still overlap.
pub mod ch05_event_loop;

/// Chapter 6: a future is a state machine; a waker says whom to continue.
pub mod ch06_waker;

/// Chapter 7: the executor sleeps inside the poller.
pub mod ch07_executor;

/// Chapter 8: cancelling is dropping: what matters is what the future was holding.
pub mod ch08_runtime;

/// What `cargo test -p exercises NAME` runs of the library: nothing, for the checks are elsewhere.
#[cfg(test)]
fn main() {}
