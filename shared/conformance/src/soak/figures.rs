//! What was seen of one server, and what of it is wrong.

use std::time::Duration;

use lab::vitals::Vitals;

use super::load::Done;

/// Memory may grow by less than this after the first minute, in percent.
pub(super) const MAY_GROW: f64 = 5.0;

/// All that was seen of one server.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The package.
    pub chapter: &'static str,
    /// How long the load was on.
    pub loaded: Duration,
    /// What each kind of client has done.
    pub done: Vec<Done>,
    /// What was seen, once a second.
    pub samples: Vec<Sample>,
    /// How it was before the load.
    pub before: Sample,
    /// How it was in the end, when nothing changed any more.
    pub after: Sample,
    /// What else went wrong, in words: it has ended, it panicked, it spins.
    pub trouble: Vec<String>,
}

/// One look at a server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// When, counted from the beginning of the load.
    pub at: Duration,
    /// Open files.
    pub fds: u64,
    /// Resident memory, in KiB.
    pub rss_kib: u64,
    /// Threads.
    pub threads: u64,
    /// CPU time since it was started.
    pub cpu: Duration,
    /// What it has said of itself last; `None` when it has said nothing yet.
    pub vitals: Option<Vitals>,
}

/// One figure from before the load to after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// What it is.
    pub name: &'static str,
    /// Before the load; `None` when it is not known.
    pub start: Option<u64>,
    /// The most that was seen.
    pub peak: Option<u64>,
    /// When all had drained.
    pub end: Option<u64>,
}

/// A figure of a sample, where it is known.
type Figure = fn(&Sample) -> Option<u64>;

/// The figures that must come back to where they were.
const RETURN: [(&str, Figure); 6] = [
    ("open files", |sample| Some(sample.fds)),
    ("threads", |sample| Some(sample.threads)),
    ("sockets", |sample| sample.vitals.map(|vitals| vitals.sockets)),
    ("tasks", |sample| sample.vitals.map(|vitals| vitals.tasks)),
    ("timers", |sample| sample.vitals.map(|vitals| vitals.timers)),
    ("waiters", |sample| sample.vitals.map(|vitals| vitals.waiters)),
];

impl Sample {
    /// Whether nothing is left of what came after `before`.
    pub(super) fn is_back_at(&self, before: &Sample) -> bool {
        RETURN.iter().all(|(_, figure)| figure(self).is_some() && figure(self) <= figure(before))
    }
}

impl Figures {
    /// Good requests that were answered as they must be.
    pub fn good(&self) -> u64 {
        self.done.iter().filter(|done| !done.hostile).map(|done| done.count).sum()
    }

    /// Good requests that failed.
    pub fn failed(&self) -> u64 {
        self.done.iter().filter(|done| !done.hostile).map(|done| done.failed).sum()
    }

    /// Good requests a second.
    pub fn rate(&self) -> f64 {
        self.good() as f64 / self.loaded.as_secs_f64().max(0.001)
    }

    /// The CPU time of the load, in percent of a core.
    pub fn cpu_percent(&self) -> f64 {
        let used =
            self.samples.last().map_or(Duration::ZERO, |last| last.cpu.saturating_sub(self.before.cpu));
        used.as_secs_f64() / self.loaded.as_secs_f64().max(0.001) * 100.0
    }

    /// The figures that must come back to where they were.
    pub fn courses(&self) -> Vec<Course> {
        let course = |&(name, figure): &(&'static str, Figure)| Course {
            name,
            start: figure(&self.before),
            peak: self.samples.iter().filter_map(figure).max(),
            end: figure(&self.after),
        };
        RETURN.iter().map(course).collect()
    }

    /// Resident memory in KiB, in the second minute of the load and in the last. (Of a run under three minutes: in the
    /// second third and in the last.) Each is the lowest of all looks in that time. Memory jumps when large bodies come and
    /// go, and when the allocator gives some of it back; what has leaked is there at every look.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let warm = (self.loaded / 3).min(Duration::from_secs(60));
        let lowest = |from: Duration, to: Duration| {
            let looks = self.samples.iter().filter(|sample| (from..=to).contains(&sample.at));
            looks.map(|sample| sample.rss_kib).min()
        };
        Some((lowest(warm, 2 * warm)?, lowest(self.loaded.saturating_sub(warm), self.loaded)?))
    }

    /// By how much memory has grown between the two, in percent.
    pub fn growth(&self) -> Option<f64> {
        self.memory().map(|(warm, end)| (end as f64 / warm.max(1) as f64 - 1.0) * 100.0)
    }

    /// Everything that must not be, in words. Nothing when the server has passed.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.trouble.clone();
        for done in self.done.iter().filter(|done| done.failed > 0) {
            let whose = if done.hostile { "hostile clients" } else { "good clients" };
            faults.push(format!("{whose}, {}: {} rounds failed", done.kind, done.failed));
            faults.extend(done.words.iter().map(|words| format!("  {words}")));
        }
        for done in self.done.iter().filter(|done| done.count == 0) {
            faults.push(format!("{}: not one was done, so nothing is known of them", done.kind));
        }
        match self.growth() {
            Some(growth) if growth < MAY_GROW => {}
            Some(growth) => {
                faults
                    .push(format!("memory grew by {growth:.1} %, and may grow by less than {MAY_GROW:.0} %"));
            }
            None => faults.push("memory was not looked at".into()),
        }
        for Course { name, start, end, .. } in self.courses() {
            match (start, end) {
                (Some(start), Some(end)) if end <= start => {}
                (Some(start), Some(end)) => {
                    faults.push(format!("{name}: {start} before the load, {end} after it"))
                }
                _ => faults.push(format!("{name}: it has not said how many there are")),
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::super::{plot, to_json, to_text};
    use super::*;

    /// Ten minutes in which nothing is wrong.
    fn good() -> Figures {
        let vitals = Vitals { sockets: 1, tasks: 1, timers: 0, waiters: 1 };
        let idle = Sample { fds: 7, rss_kib: 4000, threads: 1, vitals: Some(vitals), ..Sample::default() };
        let busy = |second| Sample {
            at: Duration::from_secs(second),
            fds: 300,
            // Up in the first minute, and then up and down by one in a hundred.
            rss_kib: if second < 60 { 4000 + 30 * second } else { 6000 + second % 60 },
            cpu: Duration::from_millis(200 * second),
            vitals: Some(Vitals { sockets: 290, tasks: 290, timers: 40, waiters: 250 }),
            ..idle
        };
        let done = |kind, hostile| Done { kind, hostile, count: 60_000, failed: 0, words: vec![] };
        Figures {
            chapter: "ch05-event-loop",
            loaded: Duration::from_secs(600),
            done: vec![done("pipelined", false), done("HEAD", false), done("garbage", true)],
            samples: (1..=600).map(busy).collect(),
            before: idle,
            after: Sample { at: Duration::from_secs(602), rss_kib: 5900, ..idle },
            trouble: vec![],
        }
    }

    #[test]
    fn a_run_in_which_nothing_is_wrong_passes() {
        let figures = good();
        assert_eq!(figures.faults(), Vec::<String>::new());
        assert_eq!((figures.good(), figures.failed(), figures.rate()), (120_000, 0, 200.0));
        assert!((figures.cpu_percent() - 20.0).abs() < 0.1);
        let files = Course { name: "open files", start: Some(7), peak: Some(300), end: Some(7) };
        assert_eq!(figures.courses()[0], files);
    }

    #[test]
    fn each_thing_that_is_wrong_is_told_and_nothing_else() {
        fn set(sample: &mut Sample) -> &mut Vitals {
            sample.vitals.get_or_insert_default()
        }
        type Wrong = fn(&mut Figures);
        let wrongs: [(&str, Wrong); 10] = [
            ("pipelined: 1 rounds failed", |f| f.done[0].failed = 1),
            ("hostile clients, garbage: 2 rounds failed", |f| f.done[2].failed = 2),
            ("HEAD: not one was done", |f| f.done[1].count = 0),
            ("open files: 7 before the load, 8 after it", |f| f.after.fds = 8),
            ("threads: 1 before the load, 2 after it", |f| f.after.threads = 2),
            ("sockets: 1 before the load, 2 after it", |f| set(&mut f.after).sockets = 2),
            ("tasks: 1 before the load, 2 after it", |f| set(&mut f.after).tasks = 2),
            ("timers: 0 before the load, 1 after it", |f| set(&mut f.after).timers = 1),
            ("waiters: 1 before the load, 3 after it", |f| set(&mut f.after).waiters = 3),
            // A KiB a second, which is a few bytes for each request.
            ("memory grew by 7.9 %", |f| f.samples.iter_mut().for_each(|s| s.rss_kib += s.at.as_secs())),
        ];
        for (words, wrong) in wrongs {
            let mut figures = good();
            wrong(&mut figures);
            let faults = figures.faults();
            assert!(matches!(faults.as_slice(), [fault] if fault.contains(words)), "{words}: {faults:?}");
        }
        let mut mute = good();
        mute.after.vitals = None;
        assert_eq!(mute.faults().len(), 4, "{:?}", mute.faults());
        assert!(!mute.after.is_back_at(&mute.before));
    }

    #[test]
    fn a_peak_in_memory_is_no_growth() {
        let mut figures = good();
        figures.samples[400].rss_kib = 60_000;
        figures.samples[595].rss_kib = 60_000;
        assert_eq!(figures.faults(), Vec::<String>::new());
    }

    #[test]
    fn the_report_says_the_figures_and_the_verdict() {
        let mut bad = good();
        bad.chapter = "ch07-executor";
        bad.after.fds = 9;
        let (all, text) = ([good(), bad], to_text(&[good()]));
        for words in ["120,000", "garbage", "7 · 300 · 7", "ch05-event-loop: passed"] {
            assert!(text.contains(words), "{words} in\n{text}");
        }
        let text = to_text(&all);
        assert!(
            text.contains("ch07-executor: FAILED\n  open files: 7 before the load, 9 after it"),
            "{text}"
        );
        let json = to_json(&all);
        assert_eq!(json.lines().count(), 1);
        assert!(json.contains(r#""chapter":"ch07-executor","passed":false"#), "{json}");
        let svg = plot(&all);
        for words in ["ch05", "ch07", "memory", "open files", "connections"] {
            assert!(svg.contains(words), "{words} in\n{svg}");
        }
    }
}
