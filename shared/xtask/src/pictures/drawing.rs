//! An SVG file, made fit to live in a page.
//!
//! # Implementation
//! No parser: these files come from our own program or our own hands, and [`read`] refuses what it does not expect.
//! In a page the ids of a drawing, and the rules of its style, are everybody's. So every id begins with the drawing's
//! prefix, which is its class, and every rule begins with that class.

use crate::markup::attribute;

/// A drawing.
#[derive(Debug)]
pub(super) struct Drawing<'s> {
    /// Its class, with which all its ids begin.
    pub(super) prefix: &'s str,
    /// `0 0 960 400`
    view_box: &'s str,
    /// What stands between `<svg …>` and `</svg>`, without comments.
    content: String,
}

impl Drawing<'_> {
    /// Drawn by hand, not by a run.
    pub(super) fn by_hand(&self) -> bool {
        self.prefix.starts_with("pic-")
    }

    /// As an element of a page, without a blank line. `label` is its name for those who cannot see it.
    pub(super) fn inline(&self, label: &str) -> String {
        // The page's text alternative is the better one. And a browser would show the title as a tooltip everywhere.
        let content = without(&without(&self.content, "<title", "</title>"), "<desc", "</desc>");
        let lines: Vec<&str> = content.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        format!(
            "<svg class=\"{}\" viewBox=\"{}\" role=\"img\" aria-label=\"{label}\">\n{}\n</svg>",
            self.prefix,
            self.view_box,
            lines.join("\n")
        )
    }
}

/// Reads an SVG file.
///
/// # Errors
/// It would not be well in a page; the message says what to change.
pub(super) fn read(svg: &str) -> Result<Drawing<'_>, String> {
    let (_, svg) = svg.split_once("<svg").ok_or("not an SVG")?;
    let (head, content) = svg.split_once('>').ok_or("not an SVG")?;
    let content = content.trim_end().strip_suffix("</svg>").ok_or("the SVG does not end with </svg>")?;
    let content = without(content, "<!--", "-->");
    let outside =
        ["<script", "<foreignObject", "<image", "<![CDATA[", "<!ENTITY", "@import", "@font-face", "url(http"];
    for no in outside {
        if content.contains(no) {
            return Err(format!("the SVG has {no}"));
        }
    }
    let prefix = attribute(head, "class").filter(|class| !class.is_empty() && !class.contains(' '));
    let prefix = prefix.ok_or("the SVG's root has no class of its own")?;
    let view_box = attribute(head, "viewBox").ok_or("the SVG has no viewBox")?;
    for id in content.split(" id=\"").skip(1).filter_map(|after| after.split('"').next()) {
        if id != prefix && !id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')) {
            return Err(format!("its id `{id}` does not begin with `{prefix}-`"));
        }
    }
    for link in content.split("href=\"").skip(1).filter_map(|after| after.split('"').next()) {
        if !link.starts_with('#') {
            return Err(format!("it links to {link}"));
        }
    }
    for css in content.split("<style").skip(1).filter_map(|after| after.split_once('>')) {
        let css = css.1.split("</style>").next().unwrap_or_default();
        if let Some(selector) = stranger(css, prefix) {
            return Err(format!("its rule `{selector}` does not begin with `.{prefix}`"));
        }
    }
    Ok(Drawing { prefix, view_box, content })
}

/// The text without what stands between the two, and without them.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// The first selector that would touch more than the drawing.
fn stranger<'c>(css: &'c str, prefix: &str) -> Option<&'c str> {
    // Inside `@keyframes`, how deep we are: `from`, `50%`, `to` name no elements.
    let mut keyframes = None;
    for (at, _) in css.match_indices('{') {
        let before = &css[..at];
        let depth = before.matches('{').count() - before.matches('}').count();
        if keyframes.is_some_and(|outer| depth > outer) {
            continue;
        }
        keyframes = None;
        // A selector stands before `{`, after whatever closed the one before it, or a comment.
        let selectors = before.rsplit(['{', '}', ';']).next().unwrap_or_default();
        let selectors = selectors.rsplit("*/").next().unwrap_or_default().trim();
        if let Some(name) = selectors.strip_prefix("@keyframes") {
            keyframes = Some(depth);
            if !name.trim().starts_with(prefix) {
                return Some(selectors);
            }
        } else if !selectors.starts_with('@') {
            // Commas inside `:is(a, b)` divide no selectors.
            let mut open = 0;
            let divided = selectors.split(|sign: char| {
                open += i32::from(sign == '(') - i32::from(sign == ')');
                sign == ',' && open == 0
            });
            let other = divided.map(str::trim).find(|selector| !belongs(selector, prefix));
            if other.is_some() {
                return other;
            }
        }
    }
    None
}

/// Whether a selector begins with `.PREFIX` or `#PREFIX`, after a `:root` perhaps.
fn belongs(selector: &str, prefix: &str) -> bool {
    let selector = selector.strip_prefix(":root").unwrap_or(selector);
    let rest = selector.strip_prefix(['.', '#']).and_then(|name| name.strip_prefix(prefix));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(inside: &str) -> String {
        let svg =
            format!("<?xml version=\"1.0\"?>\n<svg class=\"pic-x\" viewBox=\"0 0 9 9\">{inside}</svg>\n");
        read(&svg).map(|_| ()).expect_err("it is not well in a page")
    }

    #[test]
    fn an_id_that_another_drawing_could_have_is_refused() {
        assert!(fault("<g id=\"box\"/>").contains("`box`"));
        assert!(fault("<g id=\"pic-xy\"/>").contains("`pic-xy`"));
    }

    #[test]
    fn a_rule_for_more_than_the_drawing_is_refused() {
        assert!(fault("<style>text{fill:red}</style>").contains("`text`"));
        assert!(fault("<style>.pic-x a{fill:red} .pic-x b, .c{fill:red}</style>").contains("`.c`"));
        assert!(fault("<style>@media print{/* x */ .pic-xy{fill:red}}</style>").contains("`.pic-xy`"));
        assert!(fault("<style>@keyframes blink{from{opacity:0}}</style>").contains("blink"));
        assert!(
            fault("<style>@keyframes pic-x-a{from{opacity:0} to{opacity:1}} to{opacity:1}</style>")
                .contains("`to`")
        );
    }

    #[test]
    fn what_comes_from_outside_is_refused() {
        assert!(fault("<script>1</script>").contains("<script"));
        assert!(fault("<image href=\"x.png\"/>").contains("<image"));
        assert!(fault("<use href=\"other.svg#a\"/>").contains("other.svg"));
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        assert!(read("<html></html>").is_err());
        assert!(read("<svg viewBox=\"0 0 1 1\"></svg>").is_err());
        assert!(read("<svg class=\"pic-x\"></svg>").is_err());
        assert!(read("<svg class=\"pic-x\" viewBox=\"0 0 1 1\"><g>").is_err());
    }

    #[test]
    fn a_drawing_of_our_own_is_taken() {
        let svg =
            "<svg class=\"pic-x\" viewBox=\"0 0 9 9\"><!-- id=\"y\" --><title id=\"pic-x-t\">T</title><style>
            .pic-x:is(a, b) c, #pic-x-a { fill: red } :root.pic-x .paper{fill:red}
            @media (prefers-color-scheme: dark) { :root.pic-x { color: red } }
            @keyframes pic-x-blink { 0%, 50% { opacity: 0 } to { opacity: 1 } }
            .pic-x .d { fill: red }</style>\n\n<g id=\"pic-x-a\"/></svg>";
        let drawing = read(svg).expect("all of it is its own");
        assert!(drawing.by_hand());
        let inline = drawing.inline("A thing");
        assert!(inline.starts_with(
            "<svg class=\"pic-x\" viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"A thing\">\n<style>"
        ));
        assert!(inline.ends_with("\n<g id=\"pic-x-a\"/>\n</svg>"), "{inline}");
    }
}
