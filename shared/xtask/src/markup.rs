//! The little of HTML and SVG that the checks read: tags and their attributes.

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'h> {
    /// `figure`
    pub name: &'h str,
    /// What stands between the name and `>`.
    pub attributes: &'h str,
    /// What follows the tag, up to the end of the page.
    pub after: &'h str,
}

impl<'h> Tag<'h> {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&'h str> {
        attribute(self.attributes, name)
    }

    /// What stands between this tag and the next end tag of its name, tags and all.
    pub fn inside(&self) -> &'h str {
        let end = format!("</{}>", self.name);
        self.after.split_once(&end).map_or(self.after, |(inside, _)| inside)
    }
}

/// The start tags of a page in order, without those in comments, scripts and styles.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let length =
            after.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').unwrap_or(after.len());
        // `</p>`, or a `<` that means "less than".
        if length == 0 {
            continue;
        }
        let (name, tail) = after.split_at(length);
        let mut quoted = false;
        let end = tail.find(|sign: char| {
            quoted ^= sign == '"';
            sign == '>' && !quoted
        });
        let Some(end) = end else { break };
        let tag = Tag { name, attributes: &tail[..end], after: &tail[end + 1..] };
        rest = tag.after;
        if matches!(name, "script" | "style") {
            rest = &rest[tag.inside().len()..];
        }
        found.push(tag);
    }
    found
}

/// The value of an attribute, in double quotes.
pub fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let mut parts = attributes.split('"');
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        let key = before.trim().strip_suffix('=').and_then(|key| key.split_whitespace().next_back());
        if key == Some(name) {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_attributes() {
        let html = "<p hidden id=\"a\">1 < 2 <!-- <b> --> <img alt=\"x > y\" src=\"z\"/></p><script>\"<i>\"</script><u>v</u>";
        let names: Vec<_> = tags(html).iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["p", "img", "script", "u"]);
        assert_eq!(tags(html)[0].get("id"), Some("a"));
        assert_eq!(tags(html)[1].get("alt"), Some("x > y"));
        assert_eq!(tags(html)[1].get("lt"), None);
        assert_eq!(tags(html)[3].inside(), "v");
    }
}
