//! What a case came to: every peer's runs, and the ratios between them.

use super::peers::{Peer, Side};
use super::run::Sample;
use super::statistics::{AGREEMENT, Control, Noise, beside, median};
use super::works::Case;

/// What a case came to.
#[derive(Debug)]
pub struct Outcome {
    /// The case.
    pub case: &'static Case,
    /// How many connections, or how many things made a batch.
    pub size: usize,
    /// The base beside itself; `None` where nothing is timed.
    pub control: Option<Control>,
    /// Every peer's runs, the base's first.
    pub rows: Vec<Row>,
}

/// A peer's runs.
#[derive(Debug)]
pub struct Row {
    /// Who.
    pub peer: Peer,
    /// Round by round.
    pub samples: Vec<Sample>,
    /// System calls for a request, where they were counted.
    pub calls: Option<f64>,
}

impl Row {
    /// One figure, round by round.
    pub fn each(&self, figure: usize) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.figures[figure]).collect()
    }

    /// Its median.
    pub fn median(&self, figure: usize) -> f64 {
        median(&self.each(figure))
    }

    /// What others did meanwhile.
    pub fn noise(&self) -> Noise {
        Noise::of(&self.samples)
    }
}

impl Outcome {
    /// Whether it says anything.
    pub fn is_a_measurement(&self) -> bool {
        self.control.as_ref().is_none_or(Control::agrees)
    }

    /// A peer's runs.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.peer.name == name)
    }

    /// One peer's figure, beside another's in the same rounds.
    pub fn ratio(&self, figure: usize, own: &Row, other: &Row) -> f64 {
        beside(&own.each(figure), &other.each(figure))
    }

    // ANCHOR: best
    /// The best of other people's in that figure.
    pub fn best(&self, figure: usize) -> Option<&Row> {
        let more = self.case.figures[figure].more;
        let theirs = self.rows.iter().filter(|row| row.peer.entry.side == Side::Theirs);
        theirs.filter(|row| row.median(figure).is_finite()).min_by(|a, b| {
            let order = a.median(figure).total_cmp(&b.median(figure));
            if more { order.reverse() } else { order }
        })
    }
    // ANCHOR_END: best
}

/// How a figure stands beside a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Reached.
    Pass,
    /// Not reached, but by less than a finding.
    Close,
    /// Not reached.
    Fail,
}

/// Whether the figure reaches the bar. `tolerant`: a time may miss it by what is no finding.
pub fn verdict(figure: f64, bar: f64, more: bool, tolerant: bool) -> Verdict {
    let reached = |bar: f64| if more { figure >= bar } else { figure <= bar };
    match (reached(bar), tolerant) {
        (true, _) => Verdict::Pass,
        (false, true) if reached(if more { bar * (1.0 - AGREEMENT) } else { bar * (1.0 + AGREEMENT) }) => {
            Verdict::Close
        }
        _ => Verdict::Fail,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An outcome of a case without a control, with the first figure of each peer round by round.
    pub fn outcome(case: &str, rows: &[(&str, &[f64])]) -> Outcome {
        let case = Case::named(case).unwrap();
        let row = |&(name, firsts): &(&str, &[f64])| Row {
            peer: Peer::parse(name).unwrap(),
            samples: firsts
                .iter()
                .map(|&first| Sample { figures: vec![first; case.figures.len()], foreign: 0.0 })
                .collect(),
            calls: None,
        };
        Outcome { case, size: case.size, control: None, rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn the_best_is_the_quickest_of_the_others() {
        let times = outcome("yield-1", &[("tokio", &[48.0]), ("smol", &[40.0]), ("ch08", &[30.0])]);
        assert_eq!(times.best(0).unwrap().peer.name, "smol", "ours does not count, and less is better");
        let rates = outcome("serve", &[("raw-epoll", &[100.0]), ("tokio", &[97.0]), ("smol", &[60.0])]);
        assert_eq!(rates.best(0).unwrap().peer.name, "tokio", "the limit does not count, and more is better");
        assert!(outcome("serve", &[("raw-epoll", &[100.0])]).best(0).is_none());
    }

    #[test]
    fn a_ratio_is_one_of_the_same_rounds() {
        let both = outcome("serve", &[("raw-epoll", &[100.0, 50.0, 90.0]), ("ch08", &[80.0, 40.0, 72.0])]);
        assert!((both.ratio(0, &both.rows[1], &both.rows[0]) - 0.8).abs() < 1e-9);
    }

    #[test]
    fn a_bar_is_missed_by_a_finding_or_by_less() {
        for (figure, more, tolerant, is) in [
            (1.00, true, true, Verdict::Pass),
            (0.98, true, true, Verdict::Close),
            (0.98, true, false, Verdict::Fail),
            (0.96, true, true, Verdict::Fail),
            (1.02, false, true, Verdict::Close),
            (1.04, false, true, Verdict::Fail),
            (0.50, false, true, Verdict::Pass),
            (f64::NAN, true, true, Verdict::Fail),
            (f64::NAN, false, true, Verdict::Fail),
        ] {
            assert_eq!(verdict(figure, 1.0, more, tolerant), is, "{figure} more {more} tolerant {tolerant}");
        }
    }
}
