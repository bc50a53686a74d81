//! Spinning or sleeping? Told by comparison, so that it can be told on a busy machine too.

use std::time::Duration;

use lab::ledger::{process_cpu, thread_cpu};

/// More than any waiting costs, less than a loop that asks again and again.
pub const SPINS: f64 = 0.4;

/// How long the comparison computes: many times the steps of the system's clock.
const ENOUGH: Duration = Duration::from_millis(60);

/// How much of the CPU the other threads use while this one computes all the time: 0 when they sleep, 1 when one of them
/// asks again and again, also on a machine that has much else to do. 0 where the system does not tell.
pub fn cpu_of_the_others() -> f64 {
    let (all, own) = (process_cpu(), thread_cpu());
    lab::work::burn(ENOUGH);
    let since = |before: Option<Duration>, now: Option<Duration>| Some(now?.saturating_sub(before?));
    let (Some(all), Some(own)) = (since(all, process_cpu()), since(own, thread_cpu())) else { return 0.0 };
    (all.saturating_sub(own).as_secs_f64() / own.as_secs_f64().max(f64::EPSILON)).min(1.0)
}
