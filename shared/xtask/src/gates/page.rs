//! What a built page must be, beyond what mdBook looks after.

use std::collections::BTreeSet;

use crate::markup::{Tag, tags};

/// What is wrong with a page. `is_print`: the page that holds all others, one below the other.
pub fn faults(html: &str, is_print: bool) -> Vec<String> {
    let tags = tags(html);
    let mut faults = ids_twice(&tags);
    faults.extend(images(&tags));
    faults.extend(figures(&tags));
    if !is_print {
        faults.extend(headings(html));
    }
    faults
}

/// An id may be there once: a link to the second would lead to the first.
fn ids_twice(tags: &[Tag<'_>]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let ids = tags.iter().filter_map(|tag| tag.get("id"));
    let twice: BTreeSet<&str> = ids.filter(|id| !seen.insert(*id)).collect();
    twice.into_iter().map(|id| format!("the id `{id}` is there twice")).collect()
}

/// An image says in words what it shows. A drawing of ours is no image any more: it was put into the page.
fn images(tags: &[Tag<'_>]) -> Vec<String> {
    let images = tags.iter().filter(|tag| tag.name == "img");
    images
        .filter_map(|image| {
            let source = image.get("src").unwrap_or_default();
            if image.get("alt").unwrap_or_default().trim().is_empty() {
                Some(format!("the image {source} has no text alternative"))
            } else if source.contains("figures/") && source.ends_with(".svg") {
                Some(format!("the picture {source} is not alone in its paragraph, so it stays an image"))
            } else {
                None
            }
        })
        .collect()
}

/// A figure has a name for those who cannot see it, and a caption for those who can.
fn figures(all: &[Tag<'_>]) -> Vec<String> {
    let figures = all.iter().filter(|tag| tag.name == "figure");
    figures
        .flat_map(|figure| {
            let inside = tags(figure.inside());
            let svg = inside.iter().find(|tag| tag.name == "svg");
            let name = svg.and_then(|svg| svg.get("class")).unwrap_or("without a drawing").to_owned();
            let label = svg.and_then(|svg| svg.get("aria-label")).unwrap_or_default();
            let caption = inside.iter().find(|tag| tag.name == "figcaption").map_or("", Tag::inside);
            let text =
                caption.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
            let mut faults = Vec::new();
            if svg.is_some() && label.is_empty() {
                faults.push(format!("the picture {name} has no text alternative"));
            }
            if text.collect::<String>().is_empty() && !caption.contains("What to see") {
                faults.push(format!("the picture {name} has no caption"));
            }
            faults
        })
        .collect()
}

/// One `<h1>`, first; and no level left out on the way down: readers who cannot see the page walk it by its headings.
fn headings(html: &str) -> Vec<String> {
    let main = html.split_once("<main>").map_or("", |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut faults = Vec::new();
    let mut above = 0;
    for tag in tags(main) {
        let level = match tag.name.strip_prefix('h').map(str::parse::<u32>) {
            Some(Ok(level @ 1..=6)) => level,
            _ => continue,
        };
        let id = tag.get("id").unwrap_or_default();
        if (level == 1) != (above == 0) {
            faults.push(format!("the heading `{id}`: a page has one of the first level, and begins with it"));
        } else if level > above + 1 {
            faults.push(format!(
                "the heading `{id}` is of level {level}, and the one above it of level {above}"
            ));
        }
        above = level;
    }
    if above == 0 && !main.trim().is_empty() {
        faults.push("there is no heading".to_owned());
    }
    faults
}

/// The file that "Suggest an edit" leads to, as a path from the repository's root.
pub fn edited(html: &str) -> Option<&str> {
    let tags = tags(html);
    let link = tags.iter().find(|tag| tag.name == "a" && tag.get("rel") == Some("edit"))?.get("href")?;
    link.split_once("/edit/main/").map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(main: &str) -> String {
        format!("<html><body><h1 class=\"menu-title\">Book</h1><main>\n{main}\n</main></body></html>")
    }

    #[test]
    fn a_good_page_has_no_faults() {
        let page = page(
            "<h1 id=\"a\">A</h1><h2 id=\"b\">B</h2><h3 id=\"c\">C</h3><h2 id=\"d\">D</h2>
             <figure><svg class=\"x\" aria-label=\"A box\"></svg><figcaption>\n<p>See.</p></figcaption></figure>
             <img src=\"photo.png\" alt=\"A box\">",
        );
        assert_eq!(faults(&page, false), [""; 0]);
    }

    #[test]
    fn an_id_that_is_there_twice_is_found() {
        let html = page("<h1 id=\"a\">A</h1><a id=\"s17\"></a><svg><g id=\"s17\"/></svg>");
        assert_eq!(faults(&html, false), ["the id `s17` is there twice"]);
        assert_eq!(faults(&html, true).len(), 1);
    }

    #[test]
    fn an_image_without_words_is_found() {
        let html = page("<h1>A</h1><img src=\"x.png\"><img src=\"y.png\" alt=\" \">");
        assert_eq!(faults(&html, false).len(), 2);
    }

    #[test]
    fn a_picture_that_stayed_an_image_is_found() {
        let html = page("<h1>A</h1><p>See <img src=\"figures/x.svg\" alt=\"A box\"></p>");
        assert!(faults(&html, false)[0].contains("not alone"));
    }

    #[test]
    fn a_picture_without_a_name_or_a_caption_is_found() {
        let html =
            page("<h1>A</h1><figure><svg class=\"x\"></svg><figcaption><p> </p></figcaption></figure>");
        let faults = faults(&html, false);
        assert_eq!(faults, ["the picture x has no text alternative", "the picture x has no caption"]);
    }

    #[test]
    fn a_heading_out_of_order_is_found() {
        let count = |main: &str| faults(&page(main), false).len();
        assert_eq!(count("<h1>A</h1><h3>C</h3>"), 1);
        assert_eq!(count("<h2>B</h2>"), 1);
        assert_eq!(count("<h1>A</h1><h2>B</h2><h1>A</h1>"), 1);
        assert_eq!(count("<p>nothing</p>"), 1);
        assert!(faults(&page("<h1>A</h1><h3>C</h3>"), true).is_empty(), "the print page is many pages");
    }

    #[test]
    fn the_file_to_edit_is_read_from_the_page() {
        let link = "<a href=\"https://x.org/y/edit/main/chapters/a/b.md\" title=\"Edit\" rel=\"edit\">";
        assert_eq!(edited(link), Some("chapters/a/b.md"));
        assert_eq!(edited("<a href=\"https://x.org\">"), None);
    }
}
