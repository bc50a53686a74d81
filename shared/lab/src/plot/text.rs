//! The plot with characters.

use super::Series;
use super::axis::{Axes, number, points};
use crate::timeline::{layout, scale};

/// The lines between top and bottom.
const ROWS: usize = 15;
/// The marks of the series, in turn. After these come letters.
const MARKS: &str = "●■▲◆○□△◇×+*%@&abcdefghijklmnopqrstuvwxyz";
/// What joins the points of a series: no mark.
const DOT: char = '·';

pub(super) fn draw(title: &str, series: &[Series], width: usize) -> String {
    let axes = Axes::new(series, ROWS / 2);
    let left = axes.y_ticks.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0) + 1;
    // The labels, a blank, the axis; and a column at the right, so that the last N can stand below its point.
    let columns = width.saturating_sub(left + 3).max(2);
    let marks: Vec<char> = MARKS.chars().cycle().take(series.len()).collect();

    let mut lines = vec![layout::fit(&layout::clean(title), width), String::new()];
    let sheet = sheet(series, &axes, &marks, columns);
    let row_of = |seconds| ROWS - 1 - (axes.y.place(seconds) * (ROWS - 1) as f64).round() as usize;
    for (row, line) in sheet.iter().enumerate() {
        let label = axes.y_ticks.iter().find(|(seconds, _)| row_of(*seconds) == row);
        let (label, corner) = label.map_or(("", '│'), |(_, label)| (label, '┤'));
        lines.push(format!("{label:>left$} {corner}{}", line.iter().collect::<String>()));
    }
    let (ticks, labels) = below(&axes, columns);
    lines.push(format!("{:>left$} └{ticks}", ""));
    lines.push(format!("{:>left$}  {labels}", "N"));
    lines.push(String::new());
    lines.extend(legend(series, &marks).into_iter().map(|line| layout::fit(&line, width)));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The points and what joins them.
fn sheet(series: &[Series], axes: &Axes, marks: &[char], columns: usize) -> Vec<Vec<char>> {
    let mut sheet = vec![vec![' '; columns]; ROWS];
    let column = |n| axes.x.place(n) * (columns - 1) as f64;
    let row = |seconds| (ROWS - 1) as f64 * (1.0 - axes.y.place(seconds));
    for line in series {
        let points: Vec<(f64, f64)> = points(line).map(|(n, seconds)| (column(n), row(seconds))).collect();
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0);
            // Every other place: a hint of a line, which leaves the marks to be seen.
            for step in (0..=steps as usize).step_by(2) {
                let part = step as f64 / steps;
                let at = |a: f64, b: f64| (a + (b - a) * part).round() as usize;
                sheet[at(from.1, to.1)][at(from.0, to.0)] = DOT;
            }
        }
    }
    for (line, &mark) in series.iter().zip(marks) {
        for (n, seconds) in points(line) {
            let (row, column) = (row(seconds).round() as usize, column(n).round() as usize);
            // Where another series has its mark already, this one stands beside it: lines that are one are seen to be.
            let beside = (column..columns).chain((0..column).rev());
            let free = beside.take(series.len()).find(|&column| [' ', DOT].contains(&sheet[row][column]));
            if let Some(column) = free {
                sheet[row][column] = mark;
            }
        }
    }
    sheet
}

/// The axis of N and its labels, as many as fit.
fn below(axes: &Axes, columns: usize) -> (String, String) {
    let mut ticks = vec!['─'; columns];
    let mut labels = String::new();
    for (n, label) in &axes.x_ticks {
        let column = (axes.x.place(*n) * (columns - 1) as f64).round() as usize;
        ticks[column] = '┬';
        let count = label.chars().count();
        // Centred below the tick, but not over the edge.
        let start = column.saturating_sub(count / 2).min((columns + 1).saturating_sub(count));
        let taken = labels.chars().count();
        if start > taken || taken == 0 {
            labels.push_str(&" ".repeat(start - taken));
            labels.push_str(label);
        }
    }
    (ticks.into_iter().collect(), labels)
}

/// Each series with its mark and its last point.
fn legend(series: &[Series], marks: &[char]) -> Vec<String> {
    let names: Vec<String> = series.iter().map(|line| layout::fit(&layout::clean(&line.name), 30)).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let last = |line: &Series| match points(line).last() {
        Some((n, seconds)) => format!("{} at {}", scale::round(seconds.max(0.0)), number(n)),
        None => "no point".to_owned(),
    };
    let lines = series.iter().zip(names).zip(marks);
    lines.map(|((line, name), mark)| format!(" {mark} {name:<longest$}  {}", last(line))).collect()
}
