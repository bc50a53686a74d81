//! Wall time against N, as text and as SVG: lines that rise, and one that stays flat. Bars, where there is no N; and
//! panels, where N is time.

mod axis;
mod bars;
mod over_time;
mod svg;
mod text;

use std::time::Duration;

/// One model's line: points of (N, seconds).
#[derive(Clone, Debug)]
pub struct Series {
    /// The model's name.
    pub name: String,
    /// Points of (N, seconds), in rising order of N.
    pub points: Vec<(f64, f64)>,
}

/// Draws the series on logarithmic axes with characters, `width` columns wide.
///
/// What has no logarithm, such as a time of 0, is drawn at the edge; what is no number at all is left out.
pub fn text(title: &str, series: &[Series], width: usize) -> String {
    text::draw(title, series, width)
}

/// The same as SVG, which follows the page's colours (light and dark).
pub fn svg(title: &str, series: &[Series]) -> String {
    svg::draw(title, series)
}

/// How long one part of a program took.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The part's name.
    pub name: String,
    /// How long it took.
    pub wall: Duration,
    /// How much of that it computed.
    pub cpu: Duration,
}

/// Draws the parts as bars on a logarithmic scale from 1 µs on, as SVG in the same style.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    bars::draw(title, bars)
}

/// One quantity over time, of several programs.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it is, with its unit: `memory, MiB`.
    pub title: String,
    /// A line for each program, of points (seconds, value). The same programs, in the same order, in all panels.
    pub series: Vec<Series>,
}

/// Draws the panels one below the other, on one axis of time, each on an axis of its own that begins at 0. As SVG in the
/// same style.
pub fn over_time(title: &str, panels: &[Panel]) -> String {
    over_time::draw(title, panels)
}
