//! The plot as SVG, in the style of the timelines.

use svg::node::element::Path;

use super::Series;
use super::axis::{Axes, points};
use crate::timeline::style::{EDGE, HEAD, Sheet, WIDTH, colour, fit, px, text_width};

/// The height of the plot itself.
const HEIGHT: f64 = 380.0;
/// Between the axis of N and the shortest time.
const FOOT: f64 = 22.0;
/// From one name at the right to the next, at least.
const NAME: f64 = 21.0;
/// The longest name, in units.
const LONGEST: f64 = 210.0;

const CSS: &str = "
.P .curve{fill:none;stroke:var(--c);stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.P .dashed{stroke-dasharray:7 5}
.P .mark{fill:var(--c);stroke:var(--c);stroke-width:1.2;stroke-linejoin:round}
.P .leader{fill:none;stroke:var(--c);stroke-opacity:.7;stroke-dasharray:1 4;stroke-linecap:round}";

pub(super) fn draw(title: &str, series: &[Series]) -> String {
    let axes = Axes::new(series, 8);
    let names: Vec<String> = series.iter().map(|line| fit(&line.name, 15.0, LONGEST)).collect();
    let widest =
        |texts: &mut dyn Iterator<Item = &str>| texts.map(|t| text_width(t, 15.0)).fold(0.0, f64::max);
    let left = EDGE + widest(&mut axes.y_ticks.iter().map(|(_, label)| label.as_str())) + 10.0;
    let right = WIDTH - EDGE - widest(&mut names.iter().map(String::as_str)) - 62.0;
    let top = HEAD + 30.0;
    // Many names at the right need more room than the plot itself.
    let height = HEIGHT.max(NAME * series.len() as f64);
    let bottom = top + height;
    let x = |n: f64| left + 12.0 + axes.x.place(n) * (right - left - 24.0);
    // Above the axis, or the flat line, which is the point of many a plot, would lie on it.
    let y = |seconds: f64| bottom - FOOT - axes.y.place(seconds) * (height - FOOT);

    let mut sheet = Sheet::new(title, &description(series), bottom + 66.0, CSS);
    sheet.text("small", (EDGE, top - 20.0), "wall time (logarithmic)");
    sheet.text("small middle", ((left + right) / 2.0, bottom + 46.0), "N (logarithmic)");
    for (seconds, label) in &axes.y_ticks {
        sheet.line("grid", (left, y(*seconds)), (right, y(*seconds)));
        sheet.text("small end", (left - 8.0, y(*seconds) + 4.5), label);
    }
    sheet.line("edge", (left, bottom), (right, bottom));
    let mut free = f64::NEG_INFINITY;
    for (n, label) in &axes.x_ticks {
        let half = text_width(label, 13.0) / 2.0;
        sheet.line("edge", (x(*n), bottom), (x(*n), bottom + 5.0));
        if x(*n) - half > free {
            sheet.text("small middle", (x(*n), bottom + 21.0), label);
            free = x(*n) + half + 6.0;
        }
    }

    let curves: Vec<Vec<(f64, f64)>> =
        series.iter().map(|line| points(line).map(|(n, seconds)| (x(n), y(seconds))).collect()).collect();
    for (number, curve) in curves.iter().enumerate() {
        let dashed = if number >= 6 { " dashed" } else { "" };
        if curve.len() > 1 {
            sheet.add(path(&format!("curve {}{dashed}", colour(number)), &through(curve)));
        }
    }
    for (number, curve) in curves.iter().enumerate() {
        for &at in curve {
            sheet.add(mark(number, at));
        }
    }
    let wanted: Vec<f64> = curves.iter().map(|curve| curve.last().map_or(bottom, |last| last.1)).collect();
    for (number, (name, at)) in names.iter().zip(apart(&wanted, top, bottom)).enumerate() {
        if let Some(&end) = curves[number].last() {
            let leader = [(end.0 + 8.0, end.1), (right + 8.0, end.1), (right + 30.0, at)];
            sheet.add(path(&format!("leader {}", colour(number)), &through(&leader)));
        }
        sheet.add(mark(number, (right + 40.0, at)));
        sheet.text("", (right + 52.0, at + 5.0), name);
    }
    sheet.finish()
}

/// Places as near as can be to those that were wanted, from top to bottom, none too close to another.
fn apart(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut places = wanted.to_vec();
    // Down from the top, then up again from the bottom: what was pushed over the edge pushes the others back.
    let mut least = top;
    for &name in &order {
        places[name] = places[name].max(least);
        least = places[name] + NAME;
    }
    let mut most = bottom;
    for &name in order.iter().rev() {
        places[name] = places[name].min(most);
        most = places[name] - NAME;
    }
    places
}

fn path(class: &str, d: &str) -> Path {
    Path::new().set("class", class).set("d", d)
}

fn through(points: &[(f64, f64)]) -> String {
    let point = |(place, (x, y)): (usize, &(f64, f64))| {
        format!("{}{} {}", if place == 0 { 'M' } else { 'L' }, px(*x), px(*y))
    };
    points.iter().enumerate().map(point).collect()
}

/// The mark of a series: a shape of its own, so that nobody needs to see colours.
fn mark(number: usize, (x, y): (f64, f64)) -> Path {
    const SHAPES: [&str; 6] = [
        "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        "m-4.5 -4.5h9v9h-9z",
        "m0 -5.5l5.5 10h-11z",
        "m0 -6l6 6l-6 6l-6 -6z",
        "m0 5.5l5.5 -10h-11z",
        "m-2 -5.5h4v3.5h3.5v4h-3.5v3.5h-4v-3.5h-3.5v-4h3.5z",
    ];
    // The second time round the colours meet other shapes.
    let shape = SHAPES[(number + number / SHAPES.len()) % SHAPES.len()];
    path(&format!("mark {}", colour(number)), &format!("M{} {}{shape}", px(x), px(y)))
}

/// What the drawing says, for those who cannot see it.
fn description(series: &[Series]) -> String {
    let line = |line: &Series| {
        let points: Vec<String> = points(line)
            .map(|(n, seconds)| {
                format!("{} at {}", crate::timeline::scale::round(seconds.max(0.0)), super::axis::number(n))
            })
            .collect();
        format!("{}: {}.", line.name, points.join(", "))
    };
    format!("Wall time against N. {}", series.iter().map(line).collect::<Vec<_>>().join(" "))
}
