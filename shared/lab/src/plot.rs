//! Wall time against N, as text and as SVG: lines that rise, and one that stays flat.

mod axis;
mod svg;
mod text;

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
