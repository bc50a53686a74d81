//! How long the parts of one program took, as SVG: bars on a scale where each step is ten times the one before.

use crate::timeline::scale;
use crate::timeline::style::{EDGE, HEAD, Sheet, WIDTH, px, text_width};

use super::Bar;

/// From one bar to the next.
const ROW: f64 = 46.0;
/// The height of a bar.
const THICK: f64 = 28.0;
/// Where the scale begins: what takes less has no bar.
const LOW: f64 = 1e-6;

/// Computing is strong, waiting is pale and lower: as in the timelines.
const CSS: &str = "
.P .run{fill:var(--c)}
.P .waiting{fill:var(--c);fill-opacity:.36}
.P .name{font-size:17px;font-weight:600}";

pub(super) fn draw(title: &str, bars: &[Bar]) -> String {
    let seconds = |bar: &Bar| bar.wall.as_secs_f64();
    let longest = bars.iter().map(seconds).fold(10.0 * LOW, f64::max);
    let decades = (longest / LOW).log10().ceil();
    let zero = EDGE + bars.iter().map(|bar| text_width(&bar.name, 17.0)).fold(40.0, f64::max) + 14.0;
    // Room at the right for the time, which stands behind its bar.
    let decade = (WIDTH - EDGE - 90.0 - zero) / decades;
    let length = |seconds: f64| (seconds / LOW).log10().clamp(0.0, decades) * decade;
    let bottom = HEAD + 24.0 + ROW * bars.len() as f64;

    let mut sheet = Sheet::new(title, &description(bars), bottom + 48.0, CSS);
    for power in 0..=decades as u32 {
        let x = zero + f64::from(power) * decade;
        sheet.text("small middle", (x, HEAD + 4.0), &scale::round(LOW * 10_f64.powi(power as i32)));
        sheet.line("grid", (x, HEAD + 12.0), (x, bottom));
    }
    for (bar, row) in bars.iter().zip(0..) {
        let top = HEAD + 24.0 + ROW * f64::from(row);
        let (wall, cpu) = (length(seconds(bar)), length(bar.cpu.as_secs_f64()).min(length(seconds(bar))));
        sheet.text("name end", (zero - 12.0, top + 20.0), &bar.name);
        sheet.rect("c0 waiting", (zero + cpu, top + 5.0), (px(wall - cpu), THICK - 10.0), 0.0);
        sheet.rect("c0 run", (zero, top), (cpu, THICK), 2.0);
        sheet.text("", (zero + wall + 10.0, top + 20.0), &scale::wall(bar.wall));
    }
    let foot = bottom + 16.0;
    sheet.rect("c0 run", (zero, foot), (26.0, 16.0), 2.0);
    sheet.text("small", (zero + 34.0, foot + 13.0), "as long as it computed");
    sheet.rect("c0 waiting", (zero + 200.0, foot + 2.0), (26.0, 12.0), 0.0);
    sheet.text("small", (zero + 234.0, foot + 13.0), "the rest: waiting");
    sheet.text("small end", (WIDTH - EDGE, foot + 13.0), "from line to line ten times as long");
    sheet.finish()
}

/// What the drawing says, for those who cannot see it.
fn description(bars: &[Bar]) -> String {
    let line = |bar: &Bar| {
        format!("{} took {}, and computed for {}.", bar.name, scale::wall(bar.wall), scale::wall(bar.cpu))
    };
    format!("Bars on a logarithmic scale. {}", bars.iter().map(line).collect::<Vec<_>>().join(" "))
}
