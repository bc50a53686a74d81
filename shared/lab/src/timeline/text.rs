//! A timeline drawn with characters.

use std::time::Duration;

use anstyle::{Ansi256Color, Style};

use super::cells::{Cell, cells};
use super::layout::{Look, Row, clean, fill, rows, symbol, task_numbers};
use super::{Kind, Runs, scale};

/// What a task's bars are painted in: calm, and readable on dark and on light.
const COLOURS: [u8; 8] = [67, 173, 108, 139, 179, 73, 168, 102];

/// A tick of the axis about every so many columns.
const TICK: usize = 10;

/// A character with how it is painted.
type Painted = (char, Style);

/// What a thread's lane shows while it runs a task: the task's sign, not a bar.
const TASK: &str = "1, 2, … the task that runs";

/// The character of each look, in the order of [`Look::ALL`].
const BARS: [char; 6] = ['█', '▓', '=', '·', '▒', 'z'];

/// Where everything is, in columns.
struct Widths {
    /// The longest title.
    title: usize,
    /// The longest name of a lane.
    label: usize,
    /// The bars: what is left.
    bars: usize,
}

impl Widths {
    /// Before the bars.
    fn left(&self) -> usize {
        1 + self.title + if self.title > 0 { 3 } else { 0 } + self.label + 1
    }
}

pub(super) fn draw(runs: &Runs<'_>, width: usize, colours: bool) -> String {
    let longest = runs.iter().map(|(_, timeline)| timeline.length).max().unwrap_or(Duration::ZERO);
    let length = longest.as_secs_f64();
    let runs: Vec<_> =
        runs.iter().map(|&(title, timeline)| (clean(title), timeline, rows(timeline))).collect();

    let count = |text: &str| text.chars().count();
    let labels = runs.iter().flat_map(|(_, _, (rows, _))| rows).map(|row| match row {
        Row::Lane { label, .. } => count(label),
        Row::Note(_) => 0,
    });
    let title = runs.iter().map(|(title, ..)| count(title)).max().unwrap_or(0).min(width / 4);
    let label = labels.max().unwrap_or(0).min(width / 4);
    let times = runs.iter().map(|(_, timeline, _)| count(&scale::wall(timeline.length))).max().unwrap_or(0);
    let mut widths = Widths { title, label, bars: 0 };
    widths.bars = width.saturating_sub(widths.left() + 2 + times).max(1);

    let mut out = String::new();
    let mut drawn: Vec<char> = Vec::new();
    for (title, timeline, (rows, last_above)) in &runs {
        let numbers = task_numbers(timeline);
        for (place, row) in rows.iter().enumerate() {
            let mut line = painted(" ", Style::new());
            if widths.title > 0 {
                let title = if place == 0 { title.as_str() } else { "" };
                line.extend(painted(&fill(title, widths.title), Style::new().bold()));
                line.extend(painted("   ", Style::new()));
            }
            match row {
                Row::Note(note) => {
                    line.extend(painted(&" ".repeat(widths.label + 1), Style::new()));
                    line.extend(painted(&fill(note, widths.bars), Style::new().dimmed()));
                }
                Row::Lane { label, lane, number } => {
                    line.extend(painted(&fill(label, widths.label), Style::new()));
                    line.extend(painted(" ", Style::new()));
                    for cell in cells(lane, widths.bars, length) {
                        let painted = column(cell, lane.kind, *number, &numbers);
                        drawn.push(painted.0);
                        line.push(painted);
                    }
                }
            }
            if place == *last_above {
                line.extend(painted("  ", Style::new()));
                line.extend(painted(&scale::wall(timeline.length), Style::new().bold()));
            }
            push(&mut out, &line, colours);
        }
    }
    let indent = " ".repeat(widths.left());
    push(
        &mut out,
        &painted(&format!("{indent}{}", axis(length, widths.bars)), Style::new().dimmed()),
        colours,
    );
    for line in legend(&drawn, width.saturating_sub(widths.left())) {
        push(&mut out, &painted(&format!("{indent}{line}"), Style::new()), colours);
    }
    out
}

/// What a column shows.
fn column(cell: Cell, kind: Kind, number: Option<usize>, numbers: &[Option<usize>]) -> Painted {
    let of_task =
        |number: usize| Style::new().fg_color(Some(Ansi256Color(COLOURS[number % COLOURS.len()]).into()));
    let own = number.map_or(Style::new(), of_task);
    let Some(look) = Look::of(cell, kind) else { return (' ', Style::new()) };
    if let Some(task) = cell.task.and_then(|task| numbers.get(task).copied().flatten()) {
        return (symbol(task), of_task(task));
    }
    let style = if matches!(look, Look::Waiting | Look::Asleep) { Style::new().dimmed() } else { own };
    (BARS[look as usize], style)
}

/// A tick and its time, wherever the time still fits.
fn axis(length: f64, columns: usize) -> String {
    let mut line = String::new();
    for (at, label) in scale::ticks(length, columns / TICK) {
        let column = if at > 0.0 { (at / length * columns as f64) as usize } else { 0 };
        if column + 1 + label.chars().count() <= columns {
            let gap = column.saturating_sub(line.chars().count());
            line.push_str(&format!("{}╵{label}", " ".repeat(gap)));
        }
    }
    line
}

/// What the signs mean that were drawn, in lines of at most `width`.
fn legend(drawn: &[char], width: usize) -> Vec<String> {
    let bars = BARS.iter().zip(Look::ALL).filter(|(sign, _)| drawn.contains(sign));
    let bars = bars.map(|(sign, look)| format!("{sign} {}", look.meaning()));
    let tasks = drawn.iter().any(|sign| sign.is_ascii_digit()).then(|| TASK.to_owned());
    let mut lines: Vec<String> = Vec::new();
    for item in bars.chain(tasks) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 3 + item.chars().count() <= width => {
                line.push_str("   ");
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
}

fn painted(text: &str, style: Style) -> Vec<Painted> {
    text.chars().map(|c| (c, style)).collect()
}

/// Appends a line without blanks at its end. Neighbours in one style share one escape sequence.
fn push(out: &mut String, line: &[Painted], colours: bool) {
    let end = line.iter().rposition(|&(c, _)| c != ' ').map_or(0, |last| last + 1);
    for same in line[..end].chunk_by(|a, b| a.1 == b.1) {
        let text: String = same.iter().map(|&(c, _)| c).collect();
        let style = if colours { same[0].1 } else { Style::new() };
        out.push_str(&format!("{style}{text}{style:#}"));
    }
    out.push('\n');
}
