//! Outcomes as a chart: a bar for each peer, in the style of the book's drawings.
//!
//! # Implementation
//! Text has the page's own colour where the drawing stands in a page, and by itself it brings a paper, light or dark as
//! the reader prefers. The three colours are of middle lightness: they read on both.

use super::outcome::{Outcome, Row};
use super::peers::Side;
use super::statistics::range;
use super::table::{number, thousands};

const WIDTH: f64 = 960.0;
/// What stays free at the edges.
const EDGE: f64 = 22.0;
/// Where bars begin: the names stand before.
const BARS: f64 = 190.0;
/// Where the longest bar ends: the figures stand behind.
const BARS_END: f64 = 690.0;
/// From bar to bar.
const LINE: f64 = 26.0;
/// A case's title, with the air above it.
const TITLE: f64 = 58.0;

/// The class of the drawing: several drawings in one page must not clash.
const CLASS: &str = "race";

const STYLE: &str = "
.race{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:17px;display:block;max-width:100%;height:auto}
.race text{fill:currentColor}
.race .head{font-size:20px;font-weight:600}
.race .small{font-size:16px;opacity:.75}
.race .strong{font-weight:600}
.race .end{text-anchor:end}
.race .mark{stroke:currentColor;stroke-opacity:.35;stroke-dasharray:3 4}
.race .range{stroke:currentColor;stroke-width:1.5}
.race .paper{fill:none}
.race .limit{fill:var(--socket-6,#6a6fb5)}
.race .theirs{fill:var(--socket-5,#94740a)}
.race .ours{fill:var(--socket-1,#2f7fc1)}
:root.race{color:#1f2328}
:root.race .paper{fill:var(--socket-paper,#fff)}
@media (prefers-color-scheme:dark){
:root.race{color:#e6e8eb}
:root.race .paper{fill:var(--socket-paper,#15181d)}
}
";

/// One file with all cases, one below the other.
pub fn chart(outcomes: &[Outcome]) -> String {
    let mut body = String::new();
    let mut y = 0.0;
    for outcome in outcomes {
        y = case(outcome, y, &mut body);
    }
    legend(y, &mut body);
    let height = y + 46.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{CLASS}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"{CLASS}-title\">\n<title id=\"{CLASS}-title\">{}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n{body}</svg>\n",
        clean(&title(outcomes)),
    )
}

fn title(outcomes: &[Outcome]) -> String {
    let names: Vec<&str> = outcomes.iter().map(|outcome| outcome.case.name).collect();
    format!("The race: {}", names.join(", "))
}

/// Draws a case below `top`; gives where the next one begins.
fn case(outcome: &Outcome, top: f64, body: &mut String) -> f64 {
    let figure = &outcome.case.figures[0];
    let better = if figure.more { "longer is better" } else { "shorter is better" };
    let no = if outcome.is_a_measurement() { "" } else { " · NO MEASUREMENT: the control is off" };
    text(body, "head", EDGE, top + 32.0, &format!("{} {}", thousands(outcome.size), outcome.case.title));
    text(body, "small", EDGE, top + 51.0, &format!("{}, {better}{no}", figure.name));

    // In the order of the figure: the eye looks for a rank.
    let mut rows: Vec<&Row> = outcome.rows.iter().filter(|row| row.median(0).is_finite()).collect();
    rows.sort_by(|a, b| a.median(0).total_cmp(&b.median(0)));
    if figure.more {
        rows.reverse();
    }
    let most = rows.iter().map(|row| range(&row.each(0)).1).fold(f64::MIN_POSITIVE, f64::max);
    let long = |figure: f64| (BARS_END - BARS) * (figure / most).clamp(0.0, 1.0);
    let begin = top + TITLE;
    for (index, row) in rows.iter().enumerate() {
        let y = begin + LINE * index as f64;
        let (class, strong) = match row.peer.entry.side {
            Side::Limit => ("limit", ""),
            Side::Theirs => ("theirs", ""),
            Side::Ours => ("ours", "strong "),
        };
        text(body, &format!("{strong}end"), BARS - 10.0, y + 17.0, &row.peer.name);
        let length = long(row.median(0)).max(1.0);
        *body += &format!(
            "<rect class=\"{class}\" x=\"{BARS}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"18\" rx=\"2\"/>\n",
            y + 3.0
        );
        let (least, greatest) = range(&row.each(0));
        if least < greatest {
            let [from, to] = [least, greatest].map(|figure| BARS + long(figure));
            line(body, "range", (from, y + 12.0), (to, y + 12.0));
        }
        let ratio = outcome.ratio(0, row, &outcome.rows[0]);
        let ratio = if ratio.is_finite() { format!(" · {ratio:.2}") } else { String::new() };
        let end = (BARS + long(greatest)).max(BARS + length);
        text(
            body,
            strong.trim_end(),
            end + 10.0,
            y + 17.0,
            &format!("{}{ratio}", number(row.median(0), figure)),
        );
    }
    let end = begin + LINE * rows.len() as f64;
    if let Some(base) = outcome.rows.first().filter(|base| base.median(0).is_finite()) {
        let x = BARS + long(base.median(0));
        line(body, "mark", (x, begin), (x, end));
        text(
            body,
            "small end",
            WIDTH - EDGE,
            top + 51.0,
            &format!("· ratio to {}, the dashed line", base.peer.name),
        );
    }
    end
}

fn legend(top: f64, body: &mut String) {
    let mut x = BARS;
    for (class, word, width) in
        [("ours", "this book", 110.0), ("theirs", "other people’s", 145.0), ("limit", "a bare loop", 120.0)]
    {
        *body += &format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"14\" height=\"14\" rx=\"2\"/>\n",
            top + 18.0
        );
        text(body, "small", x + 20.0, top + 30.0, word);
        x += width;
    }
    text(body, "small", x, top + 30.0, "thin line: from the least run to the greatest");
}

fn text(body: &mut String, class: &str, x: f64, y: f64, text: &str) {
    *body += &format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n", clean(text));
}

fn line(body: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    *body +=
        &format!("<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n");
}

fn clean(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::outcome;
    use super::*;

    #[test]
    fn every_peer_has_a_bar_and_the_best_comes_first() {
        let times = outcome("yield-1", &[("tokio", &[48.0]), ("ch08", &[24.0, 30.0]), ("smol", &[132.0])]);
        let svg = chart(&[times]);
        let at = |name: &str| svg.find(&format!(">{name}<")).unwrap_or_else(|| panic!("no {name} in {svg}"));
        assert!(at("ch08") < at("tokio") && at("tokio") < at("smol"));
        assert_eq!(svg.matches("<rect class=\"theirs\"").count(), 2 + 1, "two bars, and one in the legend");
        assert_eq!(svg.matches("class=\"range\"").count(), 1, "one run alone has no range");
    }

    #[test]
    fn more_is_better_where_it_is() {
        let svg = chart(&[outcome("serve", &[("raw-epoll", &[100.0]), ("ch08", &[80.0])])]);
        assert!(svg.find(">raw-epoll<").unwrap() < svg.find(">ch08<").unwrap());
        assert!(svg.contains("longer is better") && svg.contains("80 · 0.80"));
    }

    #[test]
    fn a_page_may_hold_it() {
        let drawing = chart(&[outcome("heap", &[("tokio", &[139.0]), ("ch08", &[f64::NAN])])]);
        assert!(!drawing.contains("\n\n"), "a blank line would end an HTML block of Markdown");
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
    }
}
