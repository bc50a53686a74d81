//! Quantities over time, as SVG: a panel for each, one below the other, on one axis of time.

use std::collections::BTreeMap;

use svg::node::element::Path;

use super::axis::{number, points};
use super::{Panel, Series};
use crate::timeline::scale;
use crate::timeline::style::{EDGE, HEAD, Sheet, WIDTH, colour, px, text_width};

/// The height of a panel.
const HEIGHT: f64 = 120.0;
/// From one panel's axis to the next panel's top: its title stands there.
const GAP: f64 = 52.0;
/// A line has no more points than this. More would be a longer file, and no finer picture.
const COLUMNS: usize = 160;

/// Lines are told apart by their dashes as well, so that nobody needs to see colours.
const CSS: &str = "
.P .curve{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.P .d1{stroke-dasharray:9 5}
.P .d2{stroke-dasharray:1 5}";

pub(super) fn draw(title: &str, panels: &[Panel]) -> String {
    let all = || panels.iter().flat_map(|panel| &panel.series);
    let end = all().flat_map(points).map(|(at, _)| at).fold(1.0, f64::max);
    let scales: Vec<Vec<f64>> = panels.iter().map(steps).collect();
    let widest = scales.iter().flatten().map(|value| text_width(&number(*value), 13.0)).fold(0.0, f64::max);
    let (left, right) = (EDGE + widest + 10.0, WIDTH - EDGE);
    let x = |at: f64| left + (at / end).clamp(0.0, 1.0) * (right - left);
    let top = |panel: usize| HEAD + 34.0 + (HEIGHT + GAP) * panel as f64;
    let foot = top(panels.len()) - GAP;

    let mut sheet = Sheet::new(title, &description(panels), foot + 74.0, CSS);
    let times = scale::ticks(end, 10);
    for (place, (panel, steps)) in panels.iter().zip(&scales).enumerate() {
        let (top, bottom) = (top(place), top(place) + HEIGHT);
        let highest = steps.last().copied().unwrap_or(1.0);
        let y = |value: f64| bottom - (value / highest).clamp(0.0, 1.0) * HEIGHT;
        sheet.text("strong", (EDGE, top - 14.0), &panel.title);
        for value in steps {
            let class = if *value == 0.0 { "edge" } else { "grid" };
            sheet.line(class, (left, y(*value)), (right, y(*value)));
            sheet.text("small end", (left - 8.0, y(*value) + 4.5), &number(*value));
        }
        for (at, _) in &times {
            sheet.line("edge", (x(*at), bottom), (x(*at), bottom + 4.0));
        }
        for (line, series) in panel.series.iter().enumerate() {
            let d: Vec<String> = thinned(series, end)
                .iter()
                .map(|(at, value)| format!("{} {}", px(x(*at)), px(y(*value))))
                .collect();
            if !d.is_empty() {
                sheet.add(curve(line, &format!("M{}", d.join("L"))));
            }
        }
    }
    for (at, label) in &times {
        sheet.text("small middle", (x(*at).min(right - 14.0), foot + 20.0), label);
    }
    let mut at = left;
    for (line, series) in panels.first().map_or(&[][..], |panel| &panel.series).iter().enumerate() {
        sheet.add(curve(line, &format!("M{} {}h44", px(at), px(foot + 48.0))));
        sheet.text("", (at + 54.0, foot + 53.0), &series.name);
        at += 54.0 + text_width(&series.name, 15.0) + 30.0;
    }
    sheet.finish()
}

fn curve(line: usize, d: &str) -> Path {
    Path::new().set("class", format!("curve {} d{}", colour(line), line % 3)).set("d", d)
}

/// Round values for a panel's axis: from 0 on, the last one no less than all that is shown.
fn steps(panel: &Panel) -> Vec<f64> {
    let highest = panel.series.iter().flat_map(points).map(|(_, value)| value).fold(1.0, f64::max);
    let mut steps: Vec<f64> = scale::ticks(highest, 4).into_iter().map(|(value, _)| value).collect();
    let step = steps.get(1).copied().unwrap_or(highest);
    if let Some(last) = steps.last().copied().filter(|last| *last < highest) {
        steps.push(last + step);
    }
    steps
}

/// The line's first and last point, and between them, of so many columns, the largest value in each: a peak is never left
/// out.
fn thinned(series: &Series, end: f64) -> Vec<(f64, f64)> {
    let all: Vec<(f64, f64)> = points(series).collect();
    let [first, between @ .., last] = all.as_slice() else { return all };
    [&[*first], largest(between, end).as_slice(), &[*last]].concat()
}

fn largest(points: &[(f64, f64)], end: f64) -> Vec<(f64, f64)> {
    let mut columns: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for &(at, value) in points {
        let column = (at / end * COLUMNS as f64) as usize;
        let largest = columns.entry(column).or_insert((at, value));
        if value > largest.1 {
            *largest = (at, value);
        }
    }
    columns.into_values().collect()
}

/// What the drawing says, for those who cannot see it.
fn description(panels: &[Panel]) -> String {
    let line = |series: &Series| {
        let values = || points(series).map(|(_, value)| value);
        let largest = values().fold(0.0, f64::max);
        let (first, last) = (values().next().unwrap_or_default(), values().last().unwrap_or_default());
        format!(
            "{} begins at {}, ends at {}, largest {}",
            series.name,
            number(first),
            number(last),
            number(largest)
        )
    };
    let panel = |panel: &Panel| {
        format!("{}: {}.", panel.title, panel.series.iter().map(line).collect::<Vec<_>>().join("; "))
    };
    format!("Lines over time. {}", panels.iter().map(panel).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(points: Vec<(f64, f64)>) -> Series {
        Series { name: "ch05".into(), points }
    }

    #[test]
    fn a_peak_is_never_left_out() {
        let mut points: Vec<(f64, f64)> = (0..10_000).map(|n| (f64::from(n), 5.0)).collect();
        points[4321].1 = 99.0;
        let thin = thinned(&series(points), 9999.0);
        assert!(thin.len() <= COLUMNS + 3, "{}", thin.len());
        assert!(thin.contains(&(4321.0, 99.0)));
    }

    #[test]
    fn the_axis_begins_at_0_and_holds_the_largest() {
        let panel = |value| Panel { title: "fds".into(), series: vec![series(vec![(0.0, value)])] };
        assert_eq!(steps(&panel(70.0)), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(steps(&panel(60.0)), [0.0, 20.0, 40.0, 60.0]);
        assert_eq!(steps(&panel(0.0)).first(), Some(&0.0));
    }

    #[test]
    fn the_drawing_holds_a_line_a_panel_and_follows_the_page() {
        let line =
            || vec![series(vec![(0.0, 1.0), (1.0, 2.0)]), Series { name: "ch07".into(), points: vec![] }];
        let panels = ["memory, KiB", "open files"].map(|title| Panel { title: title.into(), series: line() });
        let svg = draw("A soak", &panels);
        // Two lines with points; in the legend both names, with a stroke each.
        assert_eq!(svg.matches("class=\"curve").count(), 4, "{svg}");
        for text in [
            "memory, KiB",
            "open files",
            "ch07",
            "currentColor",
            "prefers-color-scheme:dark",
            "begins at 1, ends at 2",
        ] {
            assert!(svg.contains(text), "{text}");
        }
    }
}
