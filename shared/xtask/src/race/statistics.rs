//! Medians, what others computed meanwhile, and whether a run says anything at all.

use super::run::{FOREIGN, Sample};

/// What is compared with itself may be off by this much. A difference that is smaller is no finding.
pub const AGREEMENT: f64 = 0.03;

/// The middle one; of an even number, the mean of the two in the middle. Without numbers it is no number.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len() / 2, sorted.len() % 2) {
        (0, 0) => f64::NAN,
        (middle, 0) => sorted[middle - 1].midpoint(sorted[middle]),
        (middle, _) => sorted[middle],
    }
}

/// From the least to the most, as a share of the median.
pub fn spread(numbers: &[f64]) -> f64 {
    let (least, most) = range(numbers);
    (most - least) / median(numbers)
}

/// The least and the most.
pub fn range(numbers: &[f64]) -> (f64, f64) {
    numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &n| (a.min(n), b.max(n)))
}

/// The median of the ratios, one a round: both sides of each were measured one soon after the other.
pub fn beside(own: &[f64], other: &[f64]) -> f64 {
    median(&own.iter().zip(other).map(|(own, other)| own / other).collect::<Vec<f64>>())
}

/// One and the same, beside itself: a difference here is the machine's.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// The median of the pairs' ratios. 1 on a quiet machine.
    pub ratio: f64,
    /// The pair that was farthest off.
    pub worst: f64,
    /// What others did meanwhile.
    pub noise: Noise,
}

impl Control {
    /// Compares the pairs by their first figure.
    pub fn of(pairs: &[(Sample, Sample)]) -> Control {
        let ratios: Vec<f64> = pairs.iter().map(|(one, other)| other.figures[0] / one.figures[0]).collect();
        let off = |ratio: &f64| (ratio - 1.0).abs();
        let worst = ratios.iter().copied().max_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(f64::NAN);
        let noise = Noise::of(pairs.iter().flat_map(|(one, other)| [one, other]));
        Control { ratio: median(&ratios), worst, noise }
    }

    /// Whether differences between peers say anything about the peers.
    pub fn agrees(&self) -> bool {
        (self.ratio - 1.0).abs() <= AGREEMENT && !self.noise.is_loud()
    }
}

/// What others computed during the runs that count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// How many runs there were.
    pub runs: usize,
    /// How many of them were disturbed.
    pub disturbed: usize,
    /// The most that others had of a core in one run.
    pub worst: f64,
}

impl Noise {
    /// That of some runs.
    pub fn of<'s>(samples: impl IntoIterator<Item = &'s Sample>) -> Noise {
        let mut noise = Noise { runs: 0, disturbed: 0, worst: 0.0 };
        for sample in samples {
            noise.runs += 1;
            noise.disturbed += usize::from(sample.foreign > FOREIGN);
            noise.worst = noise.worst.max(sample.foreign);
        }
        noise
    }

    /// Whether most runs were disturbed, so that the medians are too.
    pub fn is_loud(self) -> bool {
        2 * self.disturbed > self.runs
    }
}

impl std::fmt::Display for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Noise { runs, disturbed, worst } = self;
        write!(f, "others had up to {:.0} % of a core; {disturbed} of {runs} runs disturbed", 100.0 * worst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(figure: f64, foreign: f64) -> Sample {
        Sample { figures: vec![figure], foreign }
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn the_spread_is_from_end_to_end() {
        assert_eq!(spread(&[80.0, 100.0, 110.0]), 0.3);
        assert_eq!(range(&[80.0, 100.0, 110.0]), (80.0, 110.0));
    }

    #[test]
    fn ratios_are_within_a_round() {
        // The machine was half as fast in the second round; the peer was always at 0.8.
        assert_eq!(beside(&[80.0, 40.0, 80.0], &[100.0, 50.0, 100.0]), 0.8);
        assert!(beside(&[], &[1.0]).is_nan());
    }

    #[test]
    fn a_control_that_is_off_by_four_percent_says_nothing() {
        let pair = |ratio: f64| (sample(100.0, 0.0), sample(100.0 * ratio, 0.0));
        assert!(Control::of(&[pair(1.02), pair(1.02), pair(0.80)]).agrees());
        assert!(!Control::of(&[pair(1.04), pair(1.04), pair(1.0)]).agrees());
        assert!(!Control::of(&[pair(0.96)]).agrees());
        assert!(!Control::of(&[]).agrees());
    }

    #[test]
    fn a_control_that_agrees_beside_a_compiler_says_nothing_either() {
        let pair = |foreign: f64| (sample(100.0, foreign), sample(100.0, foreign));
        assert!(Control::of(&[pair(0.01), pair(0.01), pair(1.5)]).agrees());
        assert!(!Control::of(&[pair(0.01), pair(0.9), pair(1.5)]).agrees());
    }
}
