//! The look that all SVG drawings share: one sheet, one palette, light and dark.
//!
//! # Implementation
//! Inside a page the text has the page's own colour (`currentColor`), and all that is pale is that colour, thinned. As
//! a picture of its own (`:root` is then the drawing itself) there is no page to ask: it brings a background, light or
//! dark as the reader prefers. The palette is of middle lightness, and reads on both. A page may set the custom
//! properties `--socket-1` to `--socket-6` and `--socket-paper` to its own taste.

use svg::Document;
use svg::node::element::{Definitions, Element, Line, Rectangle};

/// The width of every drawing in its own units. How large it is on the page, the page decides.
pub(crate) const WIDTH: f64 = 960.0;
/// What stays free at the edges.
pub(crate) const EDGE: f64 = 22.0;
/// How many colours there are; see [`colour`].
const COLOURS: usize = 6;

/// Rules for every drawing. `P` stands for the drawing's own class.
const CSS: &str = "
.P{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;display:block;max-width:100%;height:auto}
.P text{fill:currentColor}
.P .head{font-size:19px;font-weight:600}
.P .strong{font-weight:600}
.P .small{font-size:13px;opacity:.75}
.P .end{text-anchor:end}
.P .middle{text-anchor:middle}
.P .grid{stroke:currentColor;stroke-opacity:.15}
.P .edge{stroke:currentColor;stroke-opacity:.55;stroke-width:1.5}
.P .paper{fill:none}
.P .c0{--c:var(--socket-1,#2f7fc1)}
.P .c1{--c:var(--socket-2,#cf5a1c)}
.P .c2{--c:var(--socket-3,#1d8f70)}
.P .c3{--c:var(--socket-4,#a8548c)}
.P .c4{--c:var(--socket-5,#94740a)}
.P .c5{--c:var(--socket-6,#6a6fb5)}
:root.P{color:#1f2328}
:root.P .paper{fill:var(--socket-paper,#fff)}
@media (prefers-color-scheme:dark){
:root.P{color:#e6e8eb}
:root.P .paper{fill:var(--socket-paper,#15181d)}
}";

/// A drawing that is begun.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The class of the drawing and the start of its ids: several drawings in one page must not clash.
    pub(crate) prefix: String,
    /// What has been drawn.
    document: Document,
}

impl Sheet {
    /// A sheet of this height with its title on it. `css` are more rules, `P` being the drawing's class there too.
    pub(crate) fn new(title: &str, description: &str, height: f64, css: &str) -> Sheet {
        let prefix = format!("s{:08x}", hash(title));
        let rules =
            format!("{CSS}{css}").replace(".P", &format!(".{prefix}")).replace("#P", &format!("#{prefix}"));
        let [title_id, description_id] = ["title", "desc"].map(|part| format!("{prefix}-{part}"));
        let document = Document::new()
            .set("viewBox", format!("0 0 {WIDTH} {}", px(height)))
            .set("class", prefix.as_str())
            .set("role", "img")
            .set("aria-labelledby", format!("{title_id} {description_id}"))
            .add(element("title", title, &[("id", &title_id)]))
            .add(element("desc", description, &[("id", &description_id)]))
            .add(element("style", &rules, &[]));
        let mut sheet = Sheet { prefix, document };
        sheet.add(boxed("paper", (0.0, 0.0), (WIDTH, height), 0.0));
        sheet.text("head", (EDGE, HEAD - 18.0), title);
        sheet
    }

    pub(crate) fn add(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        svg::Node::append(&mut self.document, node);
    }

    pub(crate) fn defs(&mut self, nodes: Definitions) {
        self.add(nodes);
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let (x, y) = (px(x).to_string(), px(y).to_string());
        self.add(element("text", text, &[("class", class), ("x", &x), ("y", &y)]));
    }

    pub(crate) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let line = Line::new().set("class", class).set("x1", px(x1)).set("y1", px(y1));
        self.add(line.set("x2", px(x2)).set("y2", px(y2)));
    }

    pub(crate) fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64), round: f64) {
        self.add(boxed(class, at, size, round));
    }

    pub(crate) fn finish(self) -> String {
        format!("{}\n", self.document)
    }
}

/// Where the drawing begins, below its title.
pub(crate) const HEAD: f64 = 56.0;

/// An element with text in it. (The crate's own types for these put line ends around the text.)
fn element(name: &str, text: &str, attributes: &[(&str, &str)]) -> Element {
    let mut element = Element::new(name);
    // The rules of the style have line ends, and are ours; a blank line in a text would end an HTML block of Markdown.
    let text = if name == "style" { text.to_owned() } else { clean(text) };
    svg::Node::append(&mut element, svg::node::Text::new(text));
    for (key, value) in attributes {
        svg::Node::assign(&mut element, *key, *value);
    }
    element
}

fn boxed(class: &str, (x, y): (f64, f64), (width, height): (f64, f64), round: f64) -> Rectangle {
    let round = round.min(width / 2.0).min(height / 2.0);
    let rect = Rectangle::new().set("class", class).set("x", px(x)).set("y", px(y));
    let rect = rect.set("width", px(width)).set("height", px(height));
    if round > 0.0 { rect.set("rx", px(round)) } else { rect }
}

/// The class that gives its elements the n-th colour as `--c`.
pub(crate) fn colour(n: usize) -> String {
    format!("c{}", n % COLOURS)
}

/// Two places after the point are enough: a finer drawing is only a longer file.
pub(crate) fn px(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// About how wide a text is at a font size. Nobody knows before it is drawn, and with which font: so a little more.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | ' ' | '.' | ',' | ':' | '|' | '\'' => 0.32,
        'm' | 'w' | 'M' | 'W' | '—' | '…' => 0.9,
        c if (c as u32) < 0x2000 => 0.61,
        _ => 1.05,
    };
    text.chars().map(em).sum::<f64>() * size
}

/// Cut to a width, as [`text_width`] measures it.
pub(crate) fn fit(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut cut: Vec<char> = text.chars().collect();
    while !cut.is_empty() && text_width(&cut.iter().chain(&['…']).collect::<String>(), size) > width {
        cut.pop();
    }
    cut.into_iter().chain(['…']).collect()
}

/// XML has no way to say a control character. (What has a meaning in XML, the `svg` crate escapes.)
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c })
        .collect()
}

/// FNV-1a. The standard library's hash may change from release to release, and with it every picture.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
