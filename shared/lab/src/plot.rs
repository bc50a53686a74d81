//! Wall time against N, as text and as SVG: lines that rise, and one that stays flat.

/// One model's line: points of (N, seconds).
#[derive(Clone, Debug)]
pub struct Series {
    /// The model's name.
    pub name: String,
    /// Points of (N, seconds), in rising order of N.
    pub points: Vec<(f64, f64)>,
}

/// Draws the series on logarithmic axes with characters, `width` columns wide.
pub fn text(_title: &str, _series: &[Series], _width: usize) -> String {
    String::new()
}

/// The same as SVG, which follows the page's colours (light and dark).
pub fn svg(_title: &str, _series: &[Series]) -> String {
    String::new()
}
