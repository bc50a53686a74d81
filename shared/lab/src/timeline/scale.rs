//! Times as a reader says them, and the ticks of an axis.

use std::time::Duration;

use crate::ledger::{seconds, thousands};

/// How long a run took: `1.95 s`, `43,200 s`.
pub(crate) fn wall(time: Duration) -> String {
    if time < Duration::from_secs(1000) {
        return seconds(time);
    }
    format!("{} s", thousands(time.as_secs_f64().round() as u64))
}

/// A round time without zeros at its end: `10 ms`, `0.5 s`, `1 s`.
pub(crate) fn round(time: f64) -> String {
    let (value, unit) = match time {
        0.0 => return "0".to_owned(),
        s if s >= 1e3 => return format!("{} s", thousands(s.round() as u64)),
        s if s >= 0.0995 => (s, "s"),
        s if s >= 0.000_995 => (s * 1e3, "ms"),
        s => (s * 1e6, "µs"),
    };
    // Three figures are enough for a label, and hide what binary fractions cannot say.
    let places = (2.0 - value.log10().floor()).max(0.0) as usize;
    let text = format!("{value:.places$}");
    let text = if places > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {unit}")
}

/// Ticks at round times (1, 2 or 5 and zeros) from 0 to `length` seconds: as close together as they can be with no
/// more than `most` steps.
pub(crate) fn ticks(length: f64, most: usize) -> Vec<(f64, String)> {
    if length <= 0.0 {
        return vec![(0.0, round(0.0))];
    }
    let least = length / most.max(1) as f64;
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|&step| step >= least * 0.999);
    let step = step.unwrap_or(length);
    // A little more than the length: rounding must not take away the last tick.
    let count = (length * 1.000_001 / step).floor() as u64;
    (0..=count).map(|n| n as f64 * step).map(|at| (at, round(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        assert_eq!(wall(Duration::from_millis(1950)), "1.95 s");
        assert_eq!(wall(Duration::from_secs(43_200)), "43,200 s");
        let rounded = [0.0, 1e-6, 0.002, 0.05, 0.1, 0.1 + 0.2, 1.0, 2.5, 100.0, 1500.0, 20_000.0].map(round);
        assert_eq!(
            rounded,
            ["0", "1 µs", "2 ms", "50 ms", "0.1 s", "0.3 s", "1 s", "2.5 s", "100 s", "1,500 s", "20,000 s"]
        );
    }

    #[test]
    fn ticks_are_round_and_few_and_reach_the_end() {
        let labels = |length, most| ticks(length, most).into_iter().map(|tick| tick.1).collect::<Vec<_>>();
        assert_eq!(labels(1.95, 4), ["0", "0.5 s", "1 s", "1.5 s"]);
        assert_eq!(labels(2.0, 4), ["0", "0.5 s", "1 s", "1.5 s", "2 s"]);
        assert_eq!(labels(0.3, 3), ["0", "0.1 s", "0.2 s", "0.3 s"]);
        assert_eq!(labels(43_200.0, 5), ["0", "10,000 s", "20,000 s", "30,000 s", "40,000 s"]);
        assert_eq!(labels(0.000_05, 2), ["0", "50 µs"]);
        assert_eq!(labels(0.0, 5), ["0"]);
        assert_eq!(labels(1.0, 0), ["0", "1 s"]);
    }
}
