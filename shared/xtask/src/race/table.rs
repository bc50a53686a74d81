//! The sums over all runs, and how they are shown.

use super::options::Options;
use super::run::{FOREIGN, Sample};

/// The raw loop beside itself may be off by this much.
const AGREEMENT: f64 = 0.03;

/// A raw loop that is less busy than this waited for its client. (With `--realtime` Linux keeps 5 % for others.)
const IDLE: f64 = 0.9;

/// All there is to report.
#[derive(Debug)]
pub struct Table<'o> {
    /// What was asked for.
    pub options: &'o Options,
    /// The raw loop beside itself.
    pub control: Control,
    /// A line a server.
    pub lines: Vec<Line>,
}

/// The raw loop beside itself.
#[derive(Debug)]
pub struct Control {
    /// The median of the pairs' ratios. 1 on a quiet machine.
    pub ratio: f64,
    /// The pair that was farthest off.
    pub worst: f64,
    /// What others did meanwhile.
    pub noise: Noise,
}

impl Control {
    /// Compares the pairs.
    pub fn of(pairs: &[(Sample, Sample)]) -> Control {
        let ratios: Vec<f64> = pairs.iter().map(|(one, other)| other.rate / one.rate).collect();
        let off = |ratio: &f64| (ratio - 1.0).abs();
        let worst = ratios.iter().copied().max_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(f64::NAN);
        let all: Vec<Sample> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        Control { ratio: median(&ratios), worst, noise: Noise::of(&all) }
    }

    /// Whether differences between servers say anything about the servers.
    pub fn agrees(&self) -> bool {
        (self.ratio - 1.0).abs() <= AGREEMENT && !self.noise.is_loud()
    }
}

/// What others computed during the runs that count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// How many runs there were.
    runs: usize,
    /// How many of them were disturbed.
    disturbed: usize,
    /// The most that others had of a core in one run.
    worst: f64,
}

impl Noise {
    fn of(samples: &[Sample]) -> Noise {
        let disturbed = samples.iter().filter(|sample| sample.foreign > FOREIGN).count();
        let worst = samples.iter().map(|sample| sample.foreign).fold(0.0, f64::max);
        Noise { runs: samples.len(), disturbed, worst }
    }

    /// Whether most runs were disturbed, so that the medians are too.
    fn is_loud(self) -> bool {
        2 * self.disturbed > self.runs
    }
}

impl std::fmt::Display for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Noise { runs, disturbed, worst } = self;
        write!(f, "others had up to {:.0} % of a core; {disturbed} of {runs} runs disturbed", 100.0 * worst)
    }
}

/// What one server came to: medians.
#[derive(Debug)]
pub struct Line {
    name: &'static str,
    rate: f64,
    /// From the slowest run to the fastest, as a share of the median.
    spread: f64,
    /// Requests a second, beside the raw loop in the same round.
    of_raw: f64,
    busy: f64,
    cpu: f64,
    /// CPU time for a request, beside the raw loop in the same round.
    cpu_of_raw: f64,
    /// System calls for a request, where they were counted.
    calls: Option<f64>,
    noise: Noise,
}

impl Line {
    /// Sums up a server's runs; `raw` are the raw loop's, round by round.
    pub fn of(name: &'static str, samples: &[Sample], raw: &[Sample], calls: Option<f64>) -> Line {
        let each = |of: fn(&Sample) -> f64| samples.iter().map(of).collect::<Vec<f64>>();
        let beside = |of: fn(&Sample) -> f64| {
            samples.iter().zip(raw).map(|(own, raw)| of(own) / of(raw)).collect::<Vec<f64>>()
        };
        let rates = each(|sample| sample.rate);
        let rate = median(&rates);
        let (least, most) = rates.iter().fold((f64::MAX, 0.0_f64), |(a, b), &r| (a.min(r), b.max(r)));
        Line {
            name,
            rate,
            spread: (most - least) / rate,
            of_raw: median(&beside(|sample| sample.rate)),
            busy: median(&each(|sample| sample.busy)),
            cpu: median(&each(|sample| sample.cpu)),
            cpu_of_raw: median(&beside(|sample| sample.cpu)),
            calls,
            noise: Noise::of(samples),
        }
    }
}

/// The middle one; of an even number, the mean of the two in the middle.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len() / 2, sorted.len() % 2) {
        (0, 0) => f64::NAN,
        (middle, 0) => sorted[middle - 1].midpoint(sorted[middle]),
        (middle, _) => sorted[middle],
    }
}

/// Shows it all.
pub fn print(table: &Table<'_>) {
    let Table { options, control, lines } = table;
    let place = if options.pin { "server and client on a core each" } else { "not pinned" };
    let class = if options.realtime { ", before everybody else (real-time class)" } else { "" };
    println!(
        "{} keep-alive connections, {} rounds of {} s, {place}{class}; the light client",
        options.connections, options.rounds, options.seconds
    );
    println!(
        "control: the raw loop beside itself {:.3}, single pairs up to {:.3}; {}",
        control.ratio, control.worst, control.noise
    );
    if !control.agrees() {
        println!("THIS IS NO MEASUREMENT: the control is off by more than 3 %, or others used the machine.");
    }
    println!(
        "\n{:<13}{:>11}{:>8}{:>8}{:>7}{:>9}{:>8}{:>8}  others",
        "", "requests/s", "spread", "of raw", "busy", "CPU ns", "of raw", "calls"
    );
    for line in lines {
        let calls = line.calls.map_or_else(|| "–".to_owned(), |calls| format!("{calls:.2}"));
        let others = match line.noise.disturbed {
            0 => String::new(),
            n => format!("  {n} of {} runs disturbed", line.noise.runs),
        };
        println!(
            "{:<13}{:>11.0}{:>6.1} %{:>8.2}{:>7.2}{:>9.0}{:>8.2}{:>8}{others}",
            line.name,
            line.rate,
            100.0 * line.spread,
            line.of_raw,
            line.busy,
            line.cpu,
            line.cpu_of_raw,
            calls
        );
    }
    println!("\nCPU ns and calls: the server's, for one request. Under 3 % a difference is no finding.");
    if let Some(raw) = lines.first().filter(|raw| raw.busy < IDLE) {
        println!(
            "The raw loop was busy {:.0} % of the time: it waited for the client. So the ratios of requests/s flatter \
             the others; the ratios of CPU do not.",
            100.0 * raw.busy
        );
    }
    if options.json {
        println!("{}", json(table));
    }
}

/// One object on one line.
fn json(table: &Table<'_>) -> String {
    let Table { options, control, lines } = table;
    let number = |number: f64| if number.is_finite() { format!("{number:.4}") } else { "null".into() };
    let servers: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                r#"{{"name":"{}","requests_s":{},"spread":{},"of_raw":{},"busy":{},"cpu_ns":{},"cpu_of_raw":{},"calls":{},"runs":{},"disturbed":{},"foreign":{}}}"#,
                line.name,
                number(line.rate),
                number(line.spread),
                number(line.of_raw),
                number(line.busy),
                number(line.cpu),
                number(line.cpu_of_raw),
                line.calls.map_or_else(|| "null".into(), number),
                line.noise.runs,
                line.noise.disturbed,
                number(line.noise.worst),
            )
        })
        .collect();
    format!(
        r#"{{"work":"serve","connections":{},"seconds":{},"rounds":{},"pinned":{},"realtime":{},"control":{},"control_worst":{},"measurement":{},"servers":[{}]}}"#,
        options.connections,
        options.seconds,
        options.rounds,
        options.pin,
        options.realtime,
        number(control.ratio),
        number(control.worst),
        control.agrees(),
        servers.join(","),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rate: f64, foreign: f64) -> Sample {
        Sample { rate, cpu: 1e9 / rate, busy: 1.0, foreign }
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
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

    #[test]
    fn ratios_are_within_a_round() {
        // The machine was half as fast in the second round; the server was always at 0.8.
        let raw = [sample(100.0, 0.0), sample(50.0, 0.0), sample(100.0, 0.0)];
        let own = [sample(80.0, 0.0), sample(40.0, 0.0), sample(80.0, 0.0)];
        let line = Line::of("own", &own, &raw, None);
        assert!((line.of_raw - 0.8).abs() < 1e-9 && (line.cpu_of_raw - 1.25).abs() < 1e-9);
        assert_eq!((line.rate, line.spread), (80.0, 0.5));
    }
}
