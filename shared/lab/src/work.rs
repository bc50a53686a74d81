//! Work for the CPU, in measured amounts. Built with optimisation even in the dev profile.

use std::time::Duration;

/// Computes until this thread has had `amount` of CPU time (wall time, where the system does not tell CPU time).
pub fn burn(_amount: Duration) {
    todo!()
}

/// The n-th Fibonacci number by the slow recursion, counted as the source text does: `fib(1)` is 0, `fib(2)` is 1.
pub fn fib(_n: u32) -> u64 {
    todo!()
}

/// The sum of the squares of 0 up to n, without n. Really computed: an optimiser would put a formula in its place.
pub fn sum_of_squares(_n: u64) -> u128 {
    todo!()
}
