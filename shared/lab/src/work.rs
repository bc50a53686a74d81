//! Work for the CPU, in measured amounts. Built with optimisation even in the dev profile.
//!
//! `black_box` stands wherever the compiler would otherwise see that the work can be left out or put shorter.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::ledger::thread_cpu;

/// Computes until this thread has had `amount` of CPU time (wall time, where the system does not tell CPU time).
///
/// A thread that shares its core with others takes longer, as real work would.
// ANCHOR: burn
pub fn burn(amount: Duration) {
    let wall = Instant::now();
    let now = || thread_cpu().unwrap_or_else(|| wall.elapsed());
    let start = now();
    let mut x = 1_u64;
    // To look at the clock is a system call, so it is done once in some 10 µs and not at each step.
    while now().saturating_sub(start) < amount {
        for _ in 0..10_000 {
            x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        }
    }
}
// ANCHOR_END: burn

/// The n-th Fibonacci number by the slow recursion, counted as the source text does: `fib(1)` is 0, `fib(2)` is 1.
pub fn fib(n: u32) -> u64 {
    // Two calls with the same number are two computations: without this, the compiler could make them one.
    slow_fib(black_box(n))
}

#[inline(never)]
fn slow_fib(n: u32) -> u64 {
    match n {
        0 | 1 => 0,
        2 => 1,
        n => slow_fib(n - 1) + slow_fib(n - 2),
    }
}

/// As [`fib`], calling `check` once every so many steps: for work that must look up now and then.
///
/// Between two checks it is at full speed: a step costs a countdown more.
// ANCHOR: fib_with_checkpoints
pub fn fib_with_checkpoints(n: u32, every: u64, check: &mut dyn FnMut()) -> u64 {
    let every = every.max(1);
    slow_fib_with_checkpoints(black_box(n), every, &mut every.clone(), check)
}

#[inline(never)]
fn slow_fib_with_checkpoints(n: u32, every: u64, left: &mut u64, check: &mut dyn FnMut()) -> u64 {
    *left -= 1;
    if *left == 0 {
        *left = every;
        check();
    }
    match n {
        0 | 1 => 0,
        2 => 1,
        n => {
            slow_fib_with_checkpoints(n - 1, every, left, check)
                + slow_fib_with_checkpoints(n - 2, every, left, check)
        }
    }
}
// ANCHOR_END: fib_with_checkpoints

/// A response's headers as text, a line each, made `times` times over; the last one counts.
pub fn format_headers(headers: &[(String, String)], times: u64) -> String {
    let mut text = String::new();
    for _ in 0..times {
        let lines: Vec<String> =
            black_box(headers).iter().map(|(name, value)| format!("{name}: {value}")).collect();
        text = lines.join("\n");
    }
    text
}

/// The sum of the squares of 0 up to n, without n. Really computed: an optimiser would put a formula in its place.
/// The results do not fit in 64 bits.
// ANCHOR: sum_of_squares
pub fn sum_of_squares(n: u64) -> u128 {
    (0..n)
        .map(|i| {
            // A release build knows the closed formula, and uses it (10 million steps in 0.1 µs) where it sees what
            // `i` is. A debug build does not: its checks for overflow stand in the way.
            let i = u128::from(black_box(i));
            i * i
        })
        .sum()
}
// ANCHOR_END: sum_of_squares

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fib_counts_as_the_source_text_does() {
        assert_eq!([0, 1, 1, 2, 3, 5, 8], [1, 2, 3, 4, 5, 6, 7].map(fib));
        assert_eq!(fib(30), 514_229);
    }

    #[test]
    fn fib_is_the_same_with_checkpoints_and_they_come_evenly() {
        let mut checks = 0;
        assert_eq!(fib_with_checkpoints(20, 100, &mut || checks += 1), fib(20));
        // fib(n) takes 2 * F(n) - 1 calls, counted in the usual way: F(20) = 6765.
        assert_eq!(checks, (2 * 6765 - 1) / 100);
    }

    #[test]
    fn headers_are_formatted_a_line_each() {
        let headers = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        assert_eq!(format_headers(&headers, 3), "a: 1\nb: 2");
    }

    #[test]
    fn the_first_listed_sum_comes_out() {
        assert_eq!(sum_of_squares(10_000_000), 333_333_283_333_335_000_000);
        assert_eq!(sum_of_squares(0), 0);
    }

    // Only a release build could put the formula in, so only there this says anything.
    #[cfg(all(unix, not(debug_assertions)))]
    #[test]
    fn a_sum_is_computed_step_by_step() {
        // A formula takes nanoseconds, whatever n; 10 million steps take 1 ms at the very least.
        let before = thread_cpu().unwrap();
        black_box(sum_of_squares(10_000_000));
        assert!(thread_cpu().unwrap() - before > Duration::from_millis(1));
    }

    #[cfg(unix)]
    #[test]
    fn burn_takes_the_cpu_time_it_was_asked_for() {
        let amount = Duration::from_millis(20);
        let before = thread_cpu().unwrap();
        burn(amount);
        assert!(thread_cpu().unwrap() - before >= amount);
    }
}
