//! A timeline drawn as SVG.

use svg::node::element::{Definitions, Group, Path, Pattern};

use super::cells::{Cell, cells};
use super::layout::{Look, Row, rows, symbol, task_numbers};
use super::style::{EDGE, HEAD, Sheet, WIDTH, colour, fit, px, text_width};
use super::{Kind, LaneRecord, Runs, State, Stretch, Timeline, scale};

/// From one lane to the next.
const LANE: f64 = 31.0;
/// The height of a running bar.
const BAR: f64 = 22.0;
/// The line of a run's title.
const TITLE: f64 = 32.0;
/// Between two runs.
const GAP: f64 = 16.0;
/// The axis with its labels.
const AXIS: f64 = 34.0;
/// A line of the legend.
const LEGEND: f64 = 26.0;
/// A lane with more stretches than this is drawn in steps of half a unit: nobody could see more.
const MANY: usize = 600;

/// Running is strong and high; all else is lower, and has a texture of its own, so that nobody needs to see colours.
const CSS: &str = "
.P .run{fill:var(--c)}
.P .part{fill:var(--c);fill-opacity:.3}
.P .device{fill:currentColor;fill-opacity:.5}
.P .ready{fill:url(#P-hatch)}
.P .hatch{stroke:currentColor;stroke-opacity:.5;stroke-width:1.3}
.P .waiting{fill:var(--c,currentColor);fill-opacity:.36}
.P .asleep{fill:none;stroke:currentColor;stroke-opacity:.5;stroke-dasharray:3 3}
.P .sign{fill:#fff;font-size:13px;font-weight:700;text-anchor:middle}
.P .note{font-style:italic;opacity:.7}";

/// Where things are, from left to right.
struct Across {
    /// Where time begins.
    zero: f64,
    /// Units for a second.
    second: f64,
}

impl Across {
    fn at(&self, seconds: f64) -> f64 {
        self.zero + seconds * self.second
    }
}

pub(super) fn draw(title: &str, runs: &Runs<'_>) -> String {
    let length = runs.iter().map(|(_, timeline)| timeline.length.as_secs_f64()).fold(0.0, f64::max);
    let pictures: Vec<_> = runs.iter().map(|&(title, timeline)| (title, timeline, rows(timeline))).collect();

    let labels = pictures.iter().flat_map(|(_, _, (rows, _))| rows).map(|row| match row {
        Row::Lane { label, .. } => text_width(label, 15.0),
        Row::Note(_) => 0.0,
    });
    let labels = labels.fold(40.0, f64::max).min(220.0);
    let times = runs.iter().map(|(_, timeline)| text_width(&scale::wall(timeline.length), 15.0));
    let zero = EDGE + labels + 14.0;
    let room = WIDTH - zero - EDGE - 12.0 - times.fold(0.0, f64::max);
    let across = Across { zero, second: if length > 0.0 { room / length } else { 0.0 } };

    let title_height = |title: &str| if title.is_empty() { 0.0 } else { TITLE };
    let lanes = |count: usize| count as f64 * LANE;
    let runs_height: f64 =
        pictures.iter().map(|(title, _, (rows, _))| title_height(title) + lanes(rows.len()) + GAP).sum();
    let legend = legend(&pictures.iter().flat_map(|(_, _, (rows, _))| rows).collect::<Vec<_>>(), zero);
    let bottom = HEAD + runs_height;
    let height = bottom + AXIS + legend.len() as f64 * LEGEND + EDGE - 8.0;

    let mut sheet = Sheet::new(title, &description(runs), height, CSS);
    sheet.defs(hatch(&sheet.prefix));
    for (at, label) in scale::ticks(length, 8) {
        let x = across.at(at);
        let mut y = HEAD;
        for (title, _, (rows, _)) in &pictures {
            y += title_height(title);
            sheet.line("grid", (x, y), (x, y + lanes(rows.len())));
            y += lanes(rows.len()) + GAP;
        }
        sheet.line("grid", (x, bottom - GAP), (x, bottom - 8.0));
        sheet.text("small middle", (x, bottom + 11.0), &label);
    }
    sheet.line("grid", (zero, bottom - 8.0), (across.at(length), bottom - 8.0));
    let mut y = HEAD;
    let mut last = (y, 0.0);
    for (title, timeline, (rows, last_above)) in &pictures {
        if !title.is_empty() {
            sheet.text("strong", (EDGE, y + 19.0), &fit(title, 15.0, WIDTH - 2.0 * EDGE));
            y += TITLE;
        }
        let numbers = task_numbers(timeline);
        let end = across.at(timeline.length.as_secs_f64());
        last = (y, end);
        sheet.line("edge", (end, y), (end, y + lanes(rows.len())));
        for (place, row) in rows.iter().enumerate() {
            match row {
                Row::Note(note) => sheet.text("note", (zero, y + 21.0), note),
                Row::Lane { label, lane, number } => {
                    sheet.text("end", (zero - 14.0, y + 21.0), &fit(label, 15.0, 220.0));
                    draw_lane(&mut sheet, &across, lane, (*number, &numbers), (length, room), y + LANE / 2.0);
                }
            }
            if place == *last_above {
                sheet.text("strong", (end + 8.0, y + 21.0), &scale::wall(timeline.length));
            }
            y += LANE;
        }
        y += GAP;
    }
    for (line, items) in legend.iter().enumerate() {
        let y = bottom + AXIS + line as f64 * LEGEND + LEGEND / 2.0;
        for (x, item) in items {
            draw_item(&mut sheet, (*x, y), *item);
        }
    }
    sheet.add(moment(&across, last, bottom - GAP));
    sheet.finish()
}

/// A place for the line that the player of steps moves over the last run, and what it must know to do so.
fn moment(across: &Across, (top, end): (f64, f64), bottom: f64) -> Group {
    let numbers =
        [("zero", across.zero), ("second", across.second), ("end", end), ("top", top), ("bottom", bottom)];
    numbers.into_iter().fold(Group::new(), |group, (name, n)| group.set(format!("data-{name}"), px(n)))
}

/// One lane, centred on `y`.
fn draw_lane(
    sheet: &mut Sheet,
    across: &Across,
    lane: &LaneRecord,
    (number, numbers): (Option<usize>, &[Option<usize>]),
    (length, room): (f64, f64),
    y: f64,
) {
    let mut draw = |from: f64, to: f64, cell: Cell, share: f64| {
        let Some(look) = Look::of(cell, lane.kind) else { return };
        let task = cell.task.and_then(|task| numbers.get(task).copied().flatten());
        let (from, to) = (across.at(from), across.at(to));
        bar(sheet, look, task.or(number), share, (from, to), y);
        if let Some(task) = task.filter(|_| to - from > 13.0) {
            sheet.text("sign", ((from + to) / 2.0, y + 4.7), &symbol(task).to_string());
        }
    };
    if lane.stretches.len() <= MANY {
        for stretch in &lane.stretches {
            let (from, to) = (stretch.from.as_secs_f64(), stretch.to.as_secs_f64());
            draw(from, to, Cell::from(stretch), stretch.share.unwrap_or(1.0));
        }
        return;
    }
    let columns = (2.0 * room) as usize;
    let column = length / columns as f64;
    let mut place = 0.0;
    for same in cells(lane, columns, length).chunk_by(|a, b| a == b) {
        let to = place + column * same.len() as f64;
        draw(place, to, same[0], usual_share(lane));
        place = to;
    }
}

/// The share of a core that a lane had where it had to share one.
fn usual_share(lane: &LaneRecord) -> f64 {
    let shared: Vec<&Stretch> = lane.stretches.iter().filter(|stretch| Cell::from(*stretch).shared).collect();
    let sum: f64 = shared.iter().filter_map(|stretch| stretch.share).sum();
    sum / shared.len().max(1) as f64
}

/// One bar, centred on `y`.
fn bar(sheet: &mut Sheet, look: Look, number: Option<usize>, share: f64, (from, to): (f64, f64), y: f64) {
    // A thin gap between neighbours, where there is room for one; and never nothing.
    let gap = if to - from > 4.0 { 0.75 } else { 0.0 };
    let (x, width) = (from + gap, (to - from - 2.0 * gap).max(0.6));
    // A wait that is no task's is grey.
    let colour =
        if look == Look::Waiting && number.is_none() { String::new() } else { colour(number.unwrap_or(0)) };
    let mut rect = |class: &str, height: f64, round: f64| {
        sheet.rect(class, (x, y - height / 2.0), (width, height), round);
    };
    match look {
        Look::Running => rect(&format!("run {colour}"), BAR, 4.0),
        Look::Device => rect("device", 14.0, 7.0),
        Look::Ready => rect("ready", 12.0, 0.0),
        Look::Waiting => rect(format!("waiting {colour}").trim_end(), 12.0, 3.0),
        Look::Asleep => rect("asleep", 12.0, 3.0),
        Look::Shared => {
            // Filled as far as its share of the core.
            rect(&format!("part {colour}"), BAR, 4.0);
            let filled = BAR * share;
            sheet.rect(&format!("run {colour}"), (x, y + BAR / 2.0 - filled), (width, filled), 3.0);
        }
    }
}

/// Diagonal lines for what is ready.
fn hatch(prefix: &str) -> Definitions {
    let pattern = Pattern::new()
        .set("id", format!("{prefix}-hatch"))
        .set("patternUnits", "userSpaceOnUse")
        .set("width", 6)
        .set("height", 6)
        .add(Path::new().set("class", "hatch").set("d", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"));
    Definitions::new().add(pattern)
}

/// What a place in the legend explains; `None` stands for the signs on a thread's lane.
type Item = Option<Look>;

/// What occurs, in lines, each item with its place from the left.
fn legend(rows: &[&Row<'_>], left: f64) -> Vec<Vec<(f64, Item)>> {
    let occurs = |item: Item| {
        rows.iter().any(|row| {
            let Row::Lane { lane, .. } = row else { return false };
            lane.stretches.iter().any(|stretch| match item {
                Some(look) => Look::of(Cell::from(stretch), lane.kind) == Some(look),
                None => stretch.task.is_some() && stretch.state == State::Running,
            })
        })
    };
    let mut lines: Vec<Vec<(f64, Item)>> = vec![Vec::new()];
    let mut x = left;
    for item in Look::ALL.map(Some).into_iter().chain([None]).filter(|item| occurs(*item)) {
        let width = 44.0 + text_width(meaning(item), 14.0) + 26.0;
        if x + width > WIDTH && x > left {
            x = left;
            lines.push(Vec::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push((x, item));
        }
        x += width;
    }
    lines
}

fn meaning(item: Item) -> &'static str {
    item.map_or("which task the thread runs", Look::meaning)
}

fn draw_item(sheet: &mut Sheet, (x, y): (f64, f64), item: Item) {
    match item {
        Some(look) => bar(sheet, look, None, 0.5, (x, x + 36.0), y),
        None => {
            for number in 0..2 {
                let from = x + 18.0 * number as f64;
                bar(sheet, Look::Running, Some(number), 1.0, (from, from + 18.0), y);
                sheet.text("sign", (from + 9.0, y + 4.7), &symbol(number).to_string());
            }
        }
    }
    sheet.text("small", (px(x + 44.0), y + 4.5), meaning(item));
}

/// What the drawing says, for those who cannot see it.
fn description(runs: &Runs<'_>) -> String {
    let lanes = |timeline: &Timeline| {
        let kinds = [
            (Kind::Task, "task"),
            (Kind::Device, "device"),
            (Kind::Process, "process"),
            (Kind::Thread, "thread"),
        ];
        let count = |kind| {
            timeline.lanes.iter().filter(|lane| lane.kind == kind && !lane.stretches.is_empty()).count()
        };
        let said = kinds.into_iter().map(|(kind, name)| (count(kind), name)).filter(|(count, _)| *count > 0);
        let plural = |count| match count {
            1 => "",
            _ => "s",
        };
        said.map(|(count, name)| format!("{count} {name}{}", plural(count)).replace("processs", "processes"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let run = |(title, timeline): &(&str, &Timeline)| {
        format!("{title}: {}, {}.", lanes(timeline), scale::wall(timeline.length))
    };
    format!("Lanes over time. {}", runs.iter().map(run).collect::<Vec<_>>().join(" "))
}
