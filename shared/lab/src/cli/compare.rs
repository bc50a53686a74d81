//! `compare`: every model so far on the same batch, each in a process of its own, in one table and one picture.

use super::args::{Args, Flag, Value};
use super::fetch::{DEFAULT_DELAY, DEFAULT_REQUESTS, DELAY, REQUESTS};
use super::model::{Batch, run_in_child};
use super::report::{Failure, write_file};
use super::{Chapter, Ended, complain};
use crate::fetch::Model;
use crate::ledger::{Ledger, seconds};
use crate::plot::{self, Series};
use crate::server::ServerProcess;
use crate::timeline::{self, Kind, State};
use crate::{say, term};

/// The flags of `compare`, beside the common ones.
pub(super) const FLAGS: [Flag; 4] = [
    REQUESTS,
    DELAY,
    Flag {
        name: "sweep",
        value: Value::Numbers(1, 100_000),
        about: "Batches of these sizes instead of one: wall time against N, such as 1,10,100,1000.",
    },
    Flag { name: "full", value: Value::None, about: "With --sweep: also what takes over 10 s." },
];

/// A run of the sweep that is likely to take longer is left out, in seconds.
const LONG: f64 = 10.0;

/// What has been run so far.
#[derive(Default)]
struct Found {
    /// The bills, in the order of the runs.
    ledgers: Vec<Ledger>,
    /// For each model its points of (N, seconds), the picture's lines.
    series: Vec<Series>,
    /// What could not be run, or was left out: said below the table.
    remarks: Vec<String>,
    /// Whether a model could not be run at all, or not all of its requests went well.
    failed: bool,
}

pub(super) fn run(chapter: &Chapter, args: &Args) -> Result<Ended, Failure> {
    if args.has("sweep") && args.has("requests") {
        return Ok(Ended::Usage("--requests and --sweep both say how many; give one of them".to_owned()));
    }
    if args.has("full") && !args.has("sweep") {
        return Ok(Ended::Usage("--full is for --sweep".to_owned()));
    }
    let delay = args.number("delay").unwrap_or(DEFAULT_DELAY);
    let mut sizes =
        args.numbers("sweep").unwrap_or_else(|| vec![args.number("requests").unwrap_or(DEFAULT_REQUESTS)]);
    sizes.sort_unstable();
    sizes.dedup();

    let server = ServerProcess::start()?;
    let models = (chapter.models)();
    let (found, timeline) =
        timeline::record(|| measure(&models, &sizes, delay, args.has("full"), server.addr()));

    let many = if let [one] = *sizes { one.to_string() } else { "N".to_owned() };
    let title = format!("{}: wall time of {many} requests of {delay} ms each", chapter.package);
    show(args, &found, &models, sizes.len() > 1, &title);
    if let Some(path) = args.text("svg") {
        write_file(path, plot::svg(&title, &found.series))?;
    }
    if let Some(path) = args.text("trace") {
        write_file(path, timeline::trace(&[("compare", &timeline)]))?;
    }
    Ok(if found.failed { Ended::Badly } else { Ended::Well })
}

fn measure(models: &[Model], sizes: &[u64], delay: u64, full: bool, server: std::net::SocketAddr) -> Found {
    let mut found = Found {
        series: models.iter().map(|m| Series { name: m.name.to_owned(), points: Vec::new() }).collect(),
        ..Found::default()
    };
    let lanes: Vec<_> = models.iter().map(|m| timeline::lane(Kind::Process, || m.name.to_owned())).collect();
    let progress = term::Progress::start("comparing");
    let all = (models.len() * sizes.len()) as u64;
    let mut done = 0;
    for &requests in sizes {
        for ((model, series), &lane) in models.iter().zip(&mut found.series).zip(&lanes) {
            progress.at(done, all);
            done += 1;
            let run = |requests| run_in_child(model, Batch { requests, delay, server });
            if let Some(seconds) = expected(&series.points, requests, run).filter(|&s| s > LONG && !full) {
                found.remarks.push(format!(
                    "{} at {requests}: about {seconds:.0} s, left out (--full runs it)",
                    model.name
                ));
                continue;
            }
            timeline::mark(lane, State::Running);
            let result = run(requests);
            timeline::mark(lane, State::Gone);
            match result {
                Ok(ledger) => {
                    found.failed |= ledger.failed != Some(0);
                    series.points.push((requests as f64, ledger.wall.as_secs_f64()));
                    found.ledgers.push(ledger);
                }
                Err(message) => {
                    found.failed = true;
                    found.remarks.push(format!("{} at {requests}: {message}", model.name));
                }
            }
        }
    }
    found
}

/// How long a batch of `n` is likely to take: on the line through the last two points.
///
/// A single point does not tell a line that rises from a flat one. It is taken for one that rises; where that would be
/// too long, a batch twice as large as the point's is tried to see.
// ANCHOR: expected
fn expected(points: &[(f64, f64)], n: u64, run: impl Fn(u64) -> Result<Ledger, String>) -> Option<f64> {
    let on_the_line =
        |(n0, s0): (f64, f64), (n1, s1): (f64, f64)| s1 + (s1 - s0).max(0.0) / (n1 - n0) * (n as f64 - n1);
    match *points {
        [] => None,
        [only] => {
            let rising = on_the_line((0.0, 0.0), only);
            if rising <= LONG || n as f64 <= 2.0 * only.0 {
                return Some(rising);
            }
            let twice = run(2 * only.0 as u64).ok()?;
            Some(on_the_line(only, (2.0 * only.0, twice.wall.as_secs_f64())))
        }
        [.., last_but_one, last] => Some(on_the_line(last_but_one, last)),
    }
}
// ANCHOR_END: expected

fn show(args: &Args, found: &Found, models: &[Model], sweep: bool, title: &str) {
    if args.json() {
        found.remarks.iter().for_each(|remark| complain(format_args!("compare: {remark}")));
        // The chapter's own last.
        let own = models.last().map(|model| model.name);
        let (own, others): (Vec<_>, Vec<_>) =
            found.ledgers.iter().partition(|ledger| Some(ledger.model.as_str()) == own);
        others.into_iter().chain(own).for_each(|ledger| say!("{}", ledger.to_json()));
        return;
    }
    if sweep {
        say!("{}\n", plot::text(title, &found.series, term::width()).trim_end());
    } else {
        say!("{title}\n\n{}", bars(&found.ledgers, term::width()));
    }
    say!("{}", Ledger::table(&found.ledgers).trim_end());
    if !found.remarks.is_empty() {
        say!("\n{}", found.remarks.join("\n"));
    }
}

/// Wall times as bars, on one scale.
fn bars(ledgers: &[Ledger], width: usize) -> String {
    let names = ledgers.iter().map(|ledger| ledger.model.chars().count()).max().unwrap_or(0);
    let longest = ledgers.iter().map(|ledger| ledger.wall.as_secs_f64()).fold(f64::MIN_POSITIVE, f64::max);
    // Room for the name before the bar and the figure after it.
    let room = width.saturating_sub(names + 28).max(10);
    let mut out = String::new();
    for ledger in ledgers {
        let share = ledger.wall.as_secs_f64() / longest;
        // Never nothing: what took time is seen.
        let bar = "█".repeat(((share * room as f64).round() as usize).max(1));
        out.push_str(&format!(" {:<names$}  {bar} {}", ledger.model, seconds(ledger.wall)));
        // A model that fails soon must not look like one that is fast.
        if let Some(failed) = ledger.failed.filter(|&failed| failed > 0) {
            out.push_str(&format!(", {failed} failed"));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::*;

    fn took(seconds: f64) -> Ledger {
        Ledger { wall: Duration::from_secs_f64(seconds), ..Ledger::default() }
    }

    #[test]
    fn bars_are_on_one_scale_and_never_empty() {
        let mut ledgers = [took(1.0), took(0.5), took(0.0)];
        ledgers[0].model = "in turn".to_owned();
        let full = 60 - 7 - 28;
        let drawn: Vec<usize> = bars(&ledgers, 60).lines().map(|line| line.matches('█').count()).collect();
        assert_eq!(drawn, [full, (full as f64 / 2.0).round() as usize, 1]);
    }

    #[test]
    fn a_flat_line_is_expected_to_stay_flat_and_a_rising_one_to_rise() {
        let never = |_| -> Result<Ledger, String> { unreachable!("two points are enough") };
        let flat = expected(&[(1.0, 1.0), (10.0, 1.0)], 1000, never).unwrap();
        assert!((flat - 1.0).abs() < 1e-9);
        let rising = expected(&[(10.0, 0.5), (100.0, 5.0)], 1000, never).unwrap();
        assert!((rising - 50.0).abs() < 1e-9);
        assert_eq!(expected(&[], 1000, never), None);
    }

    #[test]
    fn one_point_is_tried_at_twice_its_size_where_it_could_be_long() {
        let tried = Cell::new(0);
        let run = |seconds: f64| {
            let tried = &tried;
            move |n| {
                tried.set(n);
                Ok(took(seconds))
            }
        };
        // Short in any case: nothing is tried.
        assert!((expected(&[(1.0, 0.05)], 100, run(0.0)).unwrap() - 5.0).abs() < 1e-9);
        assert_eq!(tried.get(), 0);
        // In turn: 2 s for two, so 100 s for a hundred. All at once: 1 s for two, and for a hundred.
        assert!((expected(&[(1.0, 1.0)], 100, run(2.0)).unwrap() - 100.0).abs() < 1e-9);
        assert_eq!(tried.get(), 2);
        assert!((expected(&[(1.0, 1.0)], 100, run(1.0)).unwrap() - 1.0).abs() < 1e-9);
    }
}
