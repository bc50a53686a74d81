//! A look at XML, for the tests of the drawings.

/// A tiny check that a text is well-formed XML: elements close in order, attributes are quoted and said once, and no
/// character stands where XML does not allow it. Gives the names of the elements with their attributes.
pub fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let escaped = |text: &str| {
        assert!(!text.contains(['<', '>']), "{text}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        for after in text.split('&').skip(1) {
            let entity = after.split(';').next().unwrap();
            assert!(["amp", "lt", "gt", "quot", "apos"].contains(&entity), "&{after}");
        }
    };
    let mut found = Vec::new();
    let mut open = Vec::new();
    for (place, part) in xml.trim().split('<').enumerate() {
        if place == 0 {
            assert_eq!(part, "", "text before the first element");
            continue;
        }
        let (tag, text) = part.split_once('>').expect("a tag that ends");
        escaped(text);
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in another order");
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes: Vec<(String, String)> = Vec::new();
        while !rest.is_empty() {
            let (key, after) = rest.split_once("=\"").expect("a quoted value");
            let (value, after) = after.split_once('"').expect("a value that ends");
            escaped(value);
            assert!(attributes.iter().all(|(other, _)| other != key), "{key} said twice");
            attributes.push((key.to_owned(), value.to_owned()));
            rest = after.trim_start();
        }
        found.push((name.to_owned(), attributes));
        if !closed {
            open.push(name);
        }
        assert!(!open.is_empty() || place == 1, "two roots");
    }
    assert_eq!(open, [""; 0], "left open");
    assert!(!found.is_empty());
    found
}
