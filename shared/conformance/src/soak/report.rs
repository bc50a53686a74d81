//! A soak, as a table, as a line of JSON, as a plot.

use std::fmt::Write as _;

use lab::ledger::thousands;
use lab::plot::{Panel, Series, over_time};

use super::figures::{Course, Figures, Sample};

/// A table with a column for each server, then each server's verdict.
pub fn to_text(all: &[Figures]) -> String {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let mut row = |name: String, cell: &dyn Fn(&Figures) -> String| {
        rows.push((name, all.iter().map(cell).collect()));
    };
    row("good requests".into(), &|f| thousands(f.good()));
    row("  of them failed".into(), &|f| thousands(f.failed()));
    row("  in a second".into(), &|f| thousands(f.rate().round() as u64));
    for hostile in [false, true] {
        row(if hostile { "hostile acts" } else { "good requests, by kind" }.into(), &|_| String::new());
        let kinds =
            all.first().map_or(&[][..], |first| &first.done).iter().filter(|done| done.hostile == hostile);
        for kind in kinds {
            let count =
                |f: &Figures| f.done.iter().find(|done| done.kind == kind.kind).map_or(0, |done| done.count);
            row(format!("  {}", kind.kind), &|f| thousands(count(f)));
        }
    }
    row("before · peak · after".into(), &|_| String::new());
    for (index, course) in all.first().map(Figures::courses).unwrap_or_default().iter().enumerate() {
        row(format!("  {}", course.name), &|f| cell(f.courses()[index]));
    }
    let known = |text: Option<String>| text.unwrap_or_else(|| "?".into());
    row("memory after the first minute".into(), &|f| known(f.memory().map(|(warm, _)| kib(warm))));
    row("memory at the end of the load".into(), &|f| known(f.memory().map(|(_, end)| kib(end))));
    row("  grown by".into(), &|f| known(f.growth().map(|growth| format!("{growth:+.1} %"))));
    row("CPU, of one core".into(), &|f| format!("{:.0} %", f.cpu_percent()));

    let wide =
        |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
    let first = wide(&mut rows.iter().map(|(name, _)| name));
    let mut text = format!("{:first$}", "");
    let heads: Vec<String> = all.iter().map(|figures| figures.chapter.to_owned()).collect();
    let widths: Vec<usize> = (0..all.len())
        .map(|column| wide(&mut rows.iter().map(|(_, cells)| &cells[column]).chain([&heads[column]])))
        .collect();
    for (head, width) in heads.iter().zip(&widths) {
        let _ = write!(text, "  {head:>width$}");
    }
    for (name, cells) in &rows {
        let mut line = format!("{name:first$}");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = write!(text, "\n{}", line.trim_end());
    }
    text.push('\n');
    for figures in all {
        let faults = figures.faults();
        let verdict = if faults.is_empty() { "passed" } else { "FAILED" };
        let _ = write!(text, "\n{}: {verdict}", figures.chapter);
        for fault in faults {
            let _ = write!(text, "\n  {fault}");
        }
    }
    text
}

/// `7 · 412 · 7`
fn cell(course: Course) -> String {
    [course.start, course.peak, course.end].map(|n| n.map_or("?".into(), thousands)).join(" · ")
}

fn kib(kib: u64) -> String {
    format!("{} KiB", thousands(kib))
}

/// One object on one line.
pub fn to_json(all: &[Figures]) -> String {
    let number = |n: Option<u64>| n.map_or("null".to_owned(), |n| n.to_string());
    let server = |f: &Figures| {
        let done = |hostile: bool| {
            let done = f.done.iter().filter(|done| done.hostile == hostile);
            done.map(|done| format!("{:?}:{}", done.kind, done.count)).collect::<Vec<_>>().join(",")
        };
        let courses = f.courses().into_iter().map(|Course { name, start, peak, end }| {
            format!("{name:?}:[{},{},{}]", number(start), number(peak), number(end))
        });
        let memory = f.memory().unzip();
        format!(
            "{{\"chapter\":{:?},\"passed\":{},\"seconds\":{:.1},\"good\":{},\"failed\":{},\"good_by_kind\":{{{}}},\
             \"hostile\":{{{}}},\"before_peak_after\":{{{}}},\"warm_rss_kib\":{},\"end_rss_kib\":{},\"cpu_percent\":{:.1},\
             \"rss_kib_each_second\":[{}]}}",
            f.chapter,
            f.faults().is_empty(),
            f.loaded.as_secs_f64(),
            f.good(),
            f.failed(),
            done(false),
            done(true),
            courses.collect::<Vec<_>>().join(","),
            number(memory.0),
            number(memory.1),
            f.cpu_percent(),
            f.samples.iter().map(|sample| sample.rss_kib.to_string()).collect::<Vec<_>>().join(","),
        )
    };
    format!("[{}]", all.iter().map(server).collect::<Vec<_>>().join(","))
}

/// Memory, open files and connections of all servers over time, as SVG.
pub fn plot(all: &[Figures]) -> String {
    let panel = |title: &str, value: &dyn Fn(&Sample, &Sample) -> Option<f64>| {
        let series = all.iter().map(|f| Series {
            name: f.chapter.to_owned(),
            points: [&f.before]
                .into_iter()
                .chain(&f.samples)
                .chain([&f.after])
                .filter_map(|sample| Some((sample.at.as_secs_f64(), value(sample, &f.before)?)))
                .collect(),
        });
        Panel { title: title.to_owned(), series: series.collect() }
    };
    let sockets = |sample: &Sample| sample.vitals.map(|vitals| vitals.sockets);
    let panels = [
        panel("resident memory, MiB", &|sample, _| Some(sample.rss_kib as f64 / 1024.0)),
        panel("open files", &|sample, _| Some(sample.fds as f64)),
        // The sockets without those that are no client's: the listener, and what tells of signals.
        panel("connections, as the server counts them", &|sample, before| {
            Some(sockets(sample)?.saturating_sub(sockets(before)?) as f64)
        }),
        panel("timers, as the server counts them", &|sample, _| {
            sample.vitals.map(|vitals| vitals.timers as f64)
        }),
    ];
    over_time("A soak: good and hostile clients, then none", &panels)
}
