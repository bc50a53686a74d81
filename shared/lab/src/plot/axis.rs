//! Logarithmic axes: where a value goes, and which values are written beside them.

use super::Series;
use crate::timeline::scale;

/// From the smallest to the largest value that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// More than 0.
    low: f64,
    /// More than `low`.
    high: f64,
}

impl Axis {
    /// An axis for these values, with some room where they are all one. Without any value it goes from 1 to 10.
    fn new(values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = values
            .filter(|&value| value.is_finite() && value > 0.0)
            .fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
        match (low, high) {
            (low, high) if low < high => Axis { low, high },
            (low, _) if low.is_finite() => Axis { low: low / 3.0, high: low * 3.0 },
            _ => Axis { low: 1.0, high: 10.0 },
        }
    }

    /// Where a value is, from 0 to 1. What is too small, or has no logarithm, is at 0.
    pub(super) fn place(self, value: f64) -> f64 {
        let value = value.max(self.low).min(self.high);
        (value / self.low).log10() / (self.high / self.low).log10()
    }

    /// Round values: 1, 2 and 5 with zeros, or fewer, where that would be more than `most`.
    fn ticks(self, most: usize) -> Vec<f64> {
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let inside = |value: &f64| (self.low * 0.999..=self.high * 1.001).contains(value);
        let ticks = |steps: &'static [f64], every: usize| {
            let powers = decades.clone().step_by(every).map(|power| 10_f64.powi(power));
            powers
                .flat_map(|power| steps.iter().map(move |step| step * power))
                .filter(inside)
                .collect::<Vec<_>>()
        };
        let few = |ticks: &Vec<f64>| ticks.len() <= most;
        let fine = ticks(&[1.0, 2.0, 5.0], 1);
        if few(&fine) {
            return fine;
        }
        (1..).map(|every| ticks(&[1.0], every)).find(few).unwrap_or_default()
    }
}

/// Both axes of a plot.
#[derive(Debug)]
pub(super) struct Axes {
    /// N.
    pub(super) x: Axis,
    /// Seconds.
    pub(super) y: Axis,
    /// The values of N that occur, each once, with what is written.
    pub(super) x_ticks: Vec<(f64, String)>,
    /// Round times, with what is written.
    pub(super) y_ticks: Vec<(f64, String)>,
}

impl Axes {
    /// Axes for all points of all series, with about this many ticks for the times.
    pub(super) fn new(series: &[Series], most: usize) -> Axes {
        let points = || series.iter().flat_map(points);
        let mut ns: Vec<f64> = points().map(|(n, _)| n).collect();
        ns.sort_by(f64::total_cmp);
        ns.dedup();
        let mut y = Axis::new(points().map(|(_, seconds)| seconds));
        // Up to the next round value on both sides: a time at the edge is hard to read.
        let round = |value: f64, up: bool| {
            let power = 10_f64.powf(value.log10().floor());
            let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
            let found = if up {
                steps.into_iter().find(|&step| step >= value * 0.999)
            } else {
                steps.into_iter().rev().find(|&step| step <= value * 1.001)
            };
            found.unwrap_or(value)
        };
        y = Axis { low: round(y.low, false), high: round(y.high, true) };
        Axes {
            x: Axis::new(ns.iter().copied()),
            y,
            x_ticks: ns.into_iter().map(|n| (n, number(n))).collect(),
            y_ticks: y.ticks(most).into_iter().map(|seconds| (seconds, scale::round(seconds))).collect(),
        }
    }
}

/// The points that are numbers.
pub(super) fn points(series: &Series) -> impl Iterator<Item = (f64, f64)> {
    series.points.iter().copied().filter(|(n, seconds)| n.is_finite() && seconds.is_finite())
}

/// `1,000`
pub(super) fn number(n: f64) -> String {
    if n.fract() == 0.0 && (0.0..1e15).contains(&n) {
        crate::ledger::thousands(n as u64)
    } else {
        format!("{n}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(points: &[(f64, f64)]) -> Axes {
        Axes::new(&[Series { name: String::new(), points: points.to_vec() }], 6)
    }

    fn labels(ticks: &[(f64, String)]) -> Vec<&str> {
        ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn the_axes_say_the_real_n_and_round_times() {
        let axes = axes(&[(1.0, 0.06), (10.0, 0.5), (1000.0, 51.0)]);
        assert_eq!(labels(&axes.x_ticks), ["1", "10", "1,000"]);
        assert_eq!(labels(&axes.y_ticks), ["0.1 s", "1 s", "10 s", "100 s"]);
        let middle = axes.x.place(31.622_776);
        assert!((middle - 0.5).abs() < 1e-6, "{middle}");
    }

    #[test]
    fn a_narrow_range_has_ticks_too() {
        assert_eq!(labels(&axes(&[(1.0, 0.9), (2.0, 1.1)]).y_ticks), ["0.5 s", "1 s", "2 s"]);
        assert_eq!(labels(&axes(&[(20.0, 0.05)]).y_ticks), ["10 ms", "20 ms", "50 ms", "0.1 s", "0.2 s"]);
    }

    #[test]
    fn what_has_no_logarithm_is_at_the_edge() {
        let axes = axes(&[(0.0, 0.0), (1.0, 0.5), (10.0, 5.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)]);
        assert_eq!((axes.x.place(0.0), axes.y.place(0.0)), (0.0, 0.0));
        assert_eq!((axes.x.place(10.0), axes.y.place(5.0)), (1.0, 1.0));
        assert_eq!(labels(&axes.x_ticks), ["0", "1", "10"]);
    }
}
