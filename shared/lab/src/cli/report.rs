//! What a demo has to show, and how it is shown: the picture, the bill, what to try next.

use std::path::Path;

use super::help::cargo_run;
use super::{Args, Chapter};
use crate::ledger::Ledger;
use crate::steps::{self, Event, Steps};
use crate::timeline::{self, Kind, LaneRecord, State, Timeline};
use crate::{say, term};

/// One measured run of a demo: what to draw and what to bill.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its name in the picture: `one loop`.
    pub name: String,
    /// The picture, where there is one.
    pub timeline: Option<Timeline>,
    /// The bill.
    pub ledger: Ledger,
}

impl Run {
    /// Records and measures `f`.
    pub fn measure<T>(name: &str, f: impl FnOnce() -> T) -> (T, Run) {
        steps::note(|| Event::Run(name.to_owned()));
        let ((value, ledger), timeline) = timeline::record(|| Ledger::measure(name, f));
        (value, Run { name: name.to_owned(), timeline: Some(timeline), ledger })
    }

    /// Takes the lane of a task out of the picture, such as one that only waits for the others.
    pub fn without_task(self, name: &str) -> Run {
        self.without(|lane| lane.kind == Kind::Task && lane.name == name)
    }

    /// Takes the lanes of threads out of the picture that had nothing to do.
    pub fn without_idle_threads(self) -> Run {
        let idle = |lane: &LaneRecord| lane.stretches.iter().all(|stretch| stretch.state == State::Asleep);
        self.without(|lane| lane.kind == Kind::Thread && idle(lane))
    }

    fn without(mut self, gone: impl Fn(&LaneRecord) -> bool) -> Run {
        let Some(timeline) = &mut self.timeline else { return self };
        while let Some(place) = timeline.lanes.iter().position(&gone) {
            timeline.lanes.remove(place);
            // A thread's lane names the tasks it runs by their places.
            for stretch in timeline.lanes.iter_mut().flat_map(|lane| &mut lane.stretches) {
                stretch.task =
                    stretch.task.filter(|&task| task != place).map(|task| task - usize::from(task > place));
            }
        }
        self
    }
}

/// What a demo has to show. Printed in this order: `intro`, all timelines on one scale, the ledgers as a table,
/// `remarks`, `next`. With `--json`: intro and remarks, then a ledger a line, the last one the chapter's own.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Printed above the picture.
    pub intro: String,
    /// The runs, the chapter's own last.
    pub runs: Vec<Run>,
    /// Printed below the bill.
    pub remarks: Vec<String>,
    /// What to try next: ends of command lines, such as `chess --boards 6`, printed after `Next:`.
    pub next: Vec<String>,
}

/// Why a demo could not be run to its end: one clear sentence. Any error turns into one.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// Prints a report. `whole` is the bill of the whole demo, for a demo that measured no run of its own.
pub(super) fn print(chapter: &Chapter, args: &Args, report: &Report, whole: Ledger) {
    let mut blocks = vec![report.intro.trim_end().to_owned()];
    if !args.json() {
        let runs = drawn(report);
        if !runs.is_empty() {
            blocks.push(timeline::text(&runs, term::width(), term::colours()));
        }
        let ledgers: Vec<Ledger> = report.runs.iter().map(|run| run.ledger.clone()).collect();
        if !ledgers.is_empty() {
            blocks.push(Ledger::table(&ledgers));
        }
    }
    blocks.push(report.remarks.join("\n"));
    if !args.json() {
        blocks.push(next(chapter, &report.next, term::width()));
    }
    blocks.retain(|block| !block.trim().is_empty());
    for (i, block) in blocks.iter().enumerate() {
        let gap = if i == 0 { "" } else { "\n" };
        say!("{gap}{}", block.trim_end());
    }
    if args.json() {
        report.runs.iter().for_each(|run| say!("{}", run.ledger.to_json()));
        if report.runs.is_empty() {
            say!("{}", whole.to_json());
        }
    }
}

/// Writes what `--svg` and `--trace` ask for.
pub(super) fn write_pictures(args: &Args, title: &str, report: &Report) -> Result<(), Failure> {
    write_timelines(args, title, &drawn(report))
}

/// Writes what `--steps` asks for.
pub(super) fn write_steps(path: &str, steps: &Steps) -> Result<(), Failure> {
    match steps.film() {
        Ok(Some(film)) => write_file(path, film.to_json()),
        Ok(None) => {
            Err(Failure("there are no steps to write: no event loop or executor runs tasks here".to_owned()))
        }
        Err(why) => Err(Failure(format!("the steps cannot be shown: {why}"))),
    }
}

/// The same for runs that come from elsewhere.
pub(super) fn write_timelines(args: &Args, title: &str, runs: &timeline::Runs<'_>) -> Result<(), Failure> {
    let svg = args.text("svg").filter(|_| !args.drawn.get());
    if (svg.is_some() || args.has("trace")) && runs.is_empty() {
        return Err(Failure("there is no timeline to write: this demo draws none".to_owned()));
    }
    if let Some(path) = svg {
        write_file(path, timeline::svg(title, runs))?;
    }
    if let Some(path) = args.text("trace") {
        write_file(path, timeline::trace(runs))?;
    }
    Ok(())
}

/// Writes a file; the error names it.
pub(super) fn write_file(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let path = path.as_ref();
    std::fs::write(path, content)
        .map_err(|error| Failure(format!("cannot write {}: {error}", path.display())))
}

/// The runs that have a timeline.
fn drawn(report: &Report) -> Vec<(&str, &Timeline)> {
    report.runs.iter().filter_map(|run| Some((run.name.as_str(), run.timeline.as_ref()?))).collect()
}

/// What to try next: on one line where it fits, else whole commands, one a line.
fn next(chapter: &Chapter, ends: &[String], width: usize) -> String {
    if ends.is_empty() {
        return String::new();
    }
    let run = cargo_run(chapter);
    let line = format!("Next: {run} {}", ends.join(" · "));
    if line.chars().count() <= width {
        return line;
    }
    let lines: Vec<String> = ends.iter().map(|end| format!("{run} {end}")).collect();
    format!("Next: {}", lines.join("\n      "))
}
