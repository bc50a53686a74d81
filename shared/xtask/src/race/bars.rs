//! `cargo x race bars`: everything that the bars of the fast path need is measured, and each bar gets its verdict.

use super::options::Options;
use super::outcome::{Outcome, Verdict, verdict};
use super::peers::Peer;
use super::statistics::median;
use super::table::draw;
use super::works::Case;

/// Something that must be reached.
#[derive(Debug)]
pub struct Bar {
    /// In which race.
    heat: usize,
    /// What, for people.
    text: &'static str,
    /// Whose.
    who: &'static str,
    /// Of what.
    what: What,
    /// How much.
    limit: f64,
    /// Whether more is better.
    more: bool,
}

/// What a bar is about.
#[derive(Clone, Copy, Debug)]
enum What {
    /// The n-th figure itself.
    Figure(usize),
    /// The n-th figure beside that of another, in the same rounds.
    Beside(usize, &'static str),
    /// The first figure beside the best of other people's.
    OfTheBest,
    /// System calls for a request.
    Calls,
}

/// A race that the bars need: a case, its size, and who takes part.
#[derive(Debug)]
pub struct Heat {
    /// The case.
    pub case: &'static str,
    /// How many connections, where that is another number than usual.
    pub size: Option<usize>,
    /// Who takes part.
    pub peers: &'static [&'static str],
    /// Whether system calls are counted.
    pub calls: bool,
}

const fn heat(case: &'static str, peers: &'static [&'static str]) -> Heat {
    Heat { case, size: None, peers, calls: false }
}

/// Who has an executor to compare with.
const EXECUTORS: &[&str] = &["tokio", "smol", "local-pool", "ch07", "ch08", "ch09"];

const SERVE: usize = 0;
const SERVE_64: usize = 1;
const PING: usize = 2;
const SPAWN_1000: usize = 3;
const SPAWN_1000000: usize = 4;
const YIELD_1: usize = 5;
const YIELD_100: usize = 6;
const TIMERS: usize = 7;
const TIMERS_TASKS: usize = 8;
const HEAP: usize = 9;
const IDLE: usize = 10;
const LATENCY: usize = 11;
const HOG: usize = 12;

/// All races, in the order of the numbers above.
pub const HEATS: &[Heat] = &[
    heat("serve", &["bare-polling", "tokio", "hyper", "smol", "ch05", "ch07", "ch08", "ch09", "ch09-hello"]),
    Heat { case: "serve", size: Some(64), peers: &["tokio", "ch09", "ch09-hello"], calls: true },
    heat("ping", &["bare-polling", "tokio", "ch09"]),
    heat("spawn-1000", EXECUTORS),
    heat("spawn-1000000", EXECUTORS),
    heat("yield-1", EXECUTORS),
    heat("yield-100", EXECUTORS),
    heat("timers-fire", EXECUTORS),
    heat("timers-tasks", EXECUTORS),
    heat("heap", EXECUTORS),
    heat("idle", &["tokio", "smol", "ch08", "ch09"]),
    heat("latency", &["ch08", "ch09"]),
    heat("hog", &["smol", "ch07", "ch08", "ch09"]),
];

const fn bar(heat: usize, who: &'static str, text: &'static str, what: What, limit: f64, more: bool) -> Bar {
    Bar { heat, text, who, what, limit, more }
}

/// All bars.
pub const BARS: &[Bar] = &[
    bar(SERVE, "ch05", "512 connections, of raw epoll", What::Beside(0, "raw-epoll"), 0.80, true),
    bar(SERVE, "ch07", "512 connections, of raw epoll", What::Beside(0, "raw-epoll"), 0.80, true),
    bar(SERVE, "ch08", "512 connections, of raw epoll", What::Beside(0, "raw-epoll"), 0.80, true),
    bar(SERVE, "ch09", "512 connections, of raw epoll", What::Beside(0, "raw-epoll"), 0.96, true),
    bar(SERVE, "ch09", "512 connections, not behind tokio", What::Beside(0, "tokio"), 1.0, true),
    bar(SERVE, "ch09", "512 connections, ahead of hyper", What::Beside(0, "hyper"), 1.03, true),
    bar(SERVE, "ch09", "512 connections, ahead of smol", What::Beside(0, "smol"), 1.03, true),
    // The chapters' own server does more for a request than the loop beside it. Here all runtimes have the same one.
    bar(SERVE, "ch09-hello", "the peers' server, of raw epoll", What::Beside(0, "raw-epoll"), 0.96, true),
    bar(SERVE, "ch09-hello", "the peers' server, not behind tokio", What::Beside(0, "tokio"), 1.0, true),
    bar(SERVE_64, "ch09", "64 connections, CPU of raw epoll", What::Beside(1, "raw-epoll"), 1.05, false),
    bar(SERVE_64, "ch09", "64 connections, system calls a request", What::Calls, 2.15, false),
    bar(PING, "ch09", "one connection, not behind bare polling", What::Beside(0, "bare-polling"), 1.0, true),
    bar(SPAWN_1000, "ch09", "spawn and join of 1,000, of the best", What::OfTheBest, 0.5, false),
    bar(SPAWN_1000000, "ch09", "spawn and join of 1,000,000, of the best", What::OfTheBest, 0.5, false),
    bar(YIELD_1, "ch09", "yield, one task, of tokio", What::Beside(0, "tokio"), 0.8, false),
    bar(YIELD_100, "ch09", "yield, 100 tasks, of tokio", What::Beside(0, "tokio"), 0.8, false),
    bar(TIMERS, "ch09", "timers set and fired, of the best", What::OfTheBest, 0.6, false),
    bar(TIMERS_TASKS, "ch09", "tasks that sleep, of the best", What::OfTheBest, 0.6, false),
    bar(HEAP, "ch09", "bytes beside a pending future", What::Figure(0), 80.0, false),
    // The tables grow now and then: that is not an allocation a task.
    bar(HEAP, "ch09", "allocations for a pending task", What::Figure(1), 1.01, false),
    bar(IDLE, "ch09", "bytes of memory for an idle connection", What::Figure(0), 450.0, false),
    // A tick of a timer now and then would be 10,000 and more.
    bar(IDLE, "ch09", "CPU ns a second with 10,000 idle ones", What::Figure(2), 1000.0, false),
    bar(LATENCY, "ch09", "p99 at 512 connections, of tokio", What::Beside(0, "tokio"), 1.0, false),
    bar(HOG, "ch09", "polls of a hog until a socket is served", What::Figure(0), 100.0, false),
];

impl Heat {
    /// The case.
    pub fn case(&self) -> Option<&'static Case> {
        Case::named(self.case)
    }

    /// Who takes part, beside the base.
    pub fn peers(&self) -> Vec<Peer> {
        self.peers.iter().filter_map(|name| Peer::parse(name).ok()).collect()
    }

    /// The options for it.
    pub fn options(&self, options: &Options) -> Options {
        Options { size: self.size, calls: self.calls, named: self.peers(), ..options.clone() }
    }
}

/// What a bar came to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Result {
    /// So much.
    Is(f64, Verdict),
    /// Nothing was measured, because of this.
    Unknown(&'static str),
}

impl Bar {
    fn result(&self, outcome: &Outcome) -> Result {
        let Some(own) = outcome.row(self.who) else { return Result::Unknown("not here") };
        if !outcome.is_a_measurement() {
            return Result::Unknown("the machine is not quiet");
        }
        let figure = match self.what {
            What::Figure(n) => own.median(n),
            What::Beside(n, other) => match outcome.row(other) {
                Some(other) => outcome.ratio(n, own, other),
                None => return Result::Unknown("nobody to compare with"),
            },
            What::OfTheBest => match outcome.best(0) {
                Some(best) => outcome.ratio(0, own, best),
                None => return Result::Unknown("nobody to compare with"),
            },
            What::Calls => match own.calls {
                Some(calls) => calls,
                None => return Result::Unknown("`perf` does not count here"),
            },
        };
        // "Not behind" may miss by what is no finding; all other bars are as they are.
        let tolerant = self.limit == 1.0 && matches!(self.what, What::Beside(..));
        Result::Is(figure, verdict(figure, self.limit, self.more, tolerant))
    }

    /// How far apart the bar's own runs were, in words.
    fn spread(&self, outcome: &Outcome) -> String {
        let Some(own) = outcome.row(self.who) else { return String::new() };
        match self.what {
            What::Beside(n, other) => spread_of(own.each(n), outcome.row(other).map(|other| other.each(n))),
            What::OfTheBest => spread_of(own.each(0), outcome.best(0).map(|best| best.each(0))),
            What::Figure(_) | What::Calls => String::new(),
        }
    }
}

fn spread_of(own: Vec<f64>, other: Option<Vec<f64>>) -> String {
    let ratios: Vec<f64> =
        own.iter().zip(other.unwrap_or_default()).map(|(own, other)| own / other).collect();
    let (least, most) = super::statistics::range(&ratios);
    if median(&ratios).is_finite() { format!("{least:.2} to {most:.2}") } else { String::new() }
}

/// The verdicts as a table, and whether every bar is reached.
pub fn judge(outcomes: &[Option<Outcome>]) -> (String, bool) {
    let mut cells = vec![["", "", "", "", "bar", "rounds"].map(str::to_owned).to_vec()];
    let mut all = true;
    for bar in BARS {
        let outcome = outcomes.get(bar.heat).and_then(Option::as_ref);
        let result = outcome.map_or(Result::Unknown("not run"), |outcome| bar.result(outcome));
        let (word, is) = match result {
            Result::Is(figure, Verdict::Pass) => ("pass", format!("{figure:.2}")),
            Result::Is(figure, Verdict::Close) => ("tie", format!("{figure:.2}")),
            Result::Is(figure, Verdict::Fail) => ("FAIL", format!("{figure:.2}")),
            Result::Unknown(why) => ("–", why.to_owned()),
        };
        all &= matches!(result, Result::Is(_, Verdict::Pass | Verdict::Close));
        let limit = format!("{} {:.2}", if bar.more { "≥" } else { "≤" }, bar.limit);
        let rounds = outcome.map(|outcome| bar.spread(outcome)).unwrap_or_default();
        cells.push(vec![word.to_owned(), bar.who.to_owned(), bar.text.to_owned(), is, limit, rounds]);
    }
    (draw(&cells), all)
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::outcome;
    use super::*;

    fn line(outcomes: &[Option<Outcome>], who: &str, text: &str) -> String {
        let (table, _) = judge(outcomes);
        let found = table.lines().find(|line| line.contains(who) && line.contains(text));
        found.unwrap_or_else(|| panic!("no {who} {text} in\n{table}")).to_owned()
    }

    fn serve(ch09: f64) -> Option<Outcome> {
        let rows: &[(&str, &[f64])] = &[
            ("raw-epoll", &[100.0]),
            ("tokio", &[96.0]),
            ("smol", &[60.0]),
            ("hyper", &[77.0]),
            ("ch05", &[81.0]),
            ("ch09", &[ch09]),
        ];
        Some(outcome("serve", rows))
    }

    #[test]
    fn a_bar_is_reached_or_not() {
        let one = |ch09| line(&[serve(ch09)], "ch09", "of raw epoll");
        assert!(one(97.0).starts_with("pass"), "{}", one(97.0));
        assert!(one(95.0).starts_with("FAIL"), "{}", one(95.0));
        assert!(line(&[serve(97.0)], "ch05", "of raw epoll").contains("0.81"));
    }

    #[test]
    fn not_behind_may_miss_by_what_is_no_finding() {
        assert!(line(&[serve(94.0)], "ch09", "not behind tokio").starts_with("tie"));
        assert!(line(&[serve(92.0)], "ch09", "not behind tokio").starts_with("FAIL"));
        assert!(line(&[serve(61.0)], "ch09", "ahead of smol").starts_with("FAIL"), "1.02 is not ahead");
    }

    #[test]
    fn what_was_not_measured_is_not_passed() {
        let (table, all) = judge(&[serve(97.0)]);
        assert!(!all);
        assert!(table.contains("not run") && table.contains("not here"), "{table}");
        assert!(judge(&[]).0.lines().skip(1).all(|line| line.starts_with('–')));
    }

    #[test]
    fn every_heat_has_a_case_and_everybody_of_its_bars() {
        for heat in HEATS {
            assert!(heat.case().is_some_and(|case| heat.peers().iter().all(|peer| peer.entry.does(case))));
            assert_eq!(heat.peers().len(), heat.peers.len(), "{}", heat.case);
        }
        for bar in BARS {
            let (heat, case) = (&HEATS[bar.heat], HEATS[bar.heat].case().unwrap());
            let there = |name: &str| name == case.base || heat.peers.contains(&name);
            assert!(there(bar.who), "{}", bar.text);
            match bar.what {
                What::Beside(n, other) => assert!(there(other) && n < case.figures.len(), "{}", bar.text),
                What::Figure(n) => assert!(n < case.figures.len(), "{}", bar.text),
                What::Calls => assert!(heat.calls),
                What::OfTheBest => {}
            }
        }
    }
}
