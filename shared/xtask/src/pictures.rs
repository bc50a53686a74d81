//! Pictures in pages: an image with its caption becomes a `<figure>` with the drawing itself in it.
//!
//! # Implementation
//! A page is read line by line; what stands in a code block is left alone. The drawing goes into the page as it is, so
//! that its `currentColor` is the page's: an `<img>` would know the reader's system, and not the theme they chose here.
//! [`drawing`] makes it fit to live in a page.

mod drawing;
mod page;

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use tinyjson::JsonValue;

use self::page::{Piece, pieces};

/// Puts the pictures of a book into its pages.
#[derive(Debug)]
pub struct Pictures<'p> {
    /// Where the pages' paths start.
    sources: &'p Path,
    /// How often each drawing's own prefix was used so far. Counted over the whole book, as the print page is all of it.
    used: HashMap<String, usize>,
    /// What is wrong, each with its page.
    pub faults: Vec<String>,
}

impl<'p> Pictures<'p> {
    /// For the pages in this folder.
    pub fn new(sources: &'p Path) -> Pictures<'p> {
        Pictures { sources, used: HashMap::new(), faults: Vec::new() }
    }

    /// The page with its pictures in it. `page` is its path, with `/`.
    pub fn put_into(&mut self, text: &str, page: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Picture(picture) => match self.figure(&picture, page) {
                    Ok(figure) => out.push_str(&figure),
                    Err(fault) => {
                        self.faults.push(format!("{page}: {}: {fault}", picture.file));
                        out.push_str(picture.source);
                    }
                },
                Piece::LonelyStepper(file) => self
                    .faults
                    .push(format!("{page}: stepper {file}: no picture with a caption stands right below it")),
            }
        }
        out
    }

    fn figure(&mut self, picture: &page::Picture<'_>, page: &str) -> Result<String, String> {
        let caption = picture.caption.ok_or("no paragraph *What to see in it: …* stands right below it")?;
        let alt = plain(&picture.alt);
        if alt.len() < 10 {
            return Err("its text alternative does not say what it shows".to_owned());
        }
        let svg = self.beside(page, &picture.file)?;
        let drawing = drawing::read(&svg)?;
        let times = self.used.entry(drawing.prefix.to_owned()).or_default();
        *times += 1;
        let again = (*times > 1).then(|| format!("{}-{times}", drawing.prefix));
        // The ids of a drawing all begin with its prefix: a second copy in the book gets another one.
        let renamed =
            |text: &str| again.as_ref().map_or(text.to_owned(), |new| text.replace(drawing.prefix, new));

        let mut out = String::from("\n");
        if let Some(file) = &picture.stepper {
            let steps = self.beside(page, file)?;
            let steps: JsonValue = steps.parse().map_err(|error| format!("stepper {file}: {error}"))?;
            let steps = steps.stringify().map_err(|error| format!("stepper {file}: {error}"))?;
            // In JSON both can stand only in a string, where they may be written so; HTML then has no end tag to see.
            let steps = renamed(&steps).replace('<', "\\u003c").replace('&', "\\u0026");
            let _ = write!(out, "<socket-stepper>\n<script type=\"application/json\">{steps}</script>\n");
        }
        let kind = if drawing.by_hand() { "drawn" } else { "measured" };
        let svg = renamed(&drawing.inline(&alt));
        let _ = write!(
            out,
            "<figure class=\"picture {kind}\">\n<div class=\"picture-frame\">\n{svg}\n</div>\n<figcaption>\n\n{caption}\n\n</figcaption>\n</figure>\n"
        );
        if picture.stepper.is_some() {
            out.push_str("</socket-stepper>\n");
        }
        out.push('\n');
        Ok(out)
    }

    /// The text of a file that a page names.
    fn beside(&self, page: &str, file: &str) -> Result<String, String> {
        let folder = self.sources.join(page);
        let path = folder.parent().unwrap_or(self.sources).join(file);
        fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))
    }
}

/// An image's text alternative without Markdown, on one line, ready to stand between quotes.
fn plain(alt: &str) -> String {
    let words: Vec<&str> = alt.split_whitespace().collect();
    let text = words.join(" ").replace(['`', '\\', '*'], "");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg class="pic-x" viewBox="0 0 960 100" role="img" aria-labelledby="pic-x-title" xmlns="http://www.w3.org/2000/svg">
  <title id="pic-x-title">X</title>
  <style>
    .pic-x text { fill: currentColor }

    :root.pic-x { color: #123 }
  </style>
  <rect id="pic-x-box" width="1" height="1"/>
  <use href="#pic-x-box"/>
</svg>
"##;
    const PAGE: &str = "Before.\n\n![A box, and\nno more](figures/x.svg)\n\n*What to see in it: `one` box,\nand [a link](../y.md).*\n\nAfter.\n";

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("socket-pictures-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("a/figures")).expect("a folder for the test");
        fs::write(folder.join("a/figures/x.svg"), SVG).expect("a file for the test");
        fs::write(folder.join("a/figures/x.steps.json"), r#"{"say": ["</script> & #pic-x-box"]}"#)
            .expect("a file for the test");
        folder
    }

    fn put(name: &str, page: &str) -> (String, Vec<String>) {
        let folder = folder(name);
        let mut pictures = Pictures::new(&folder);
        let text = pictures.put_into(page, "a/README.md");
        let faults = pictures.faults;
        fs::remove_dir_all(&folder).expect("the folder was made above");
        (text, faults)
    }

    #[test]
    fn an_image_with_its_caption_becomes_a_figure_with_the_drawing_in_it() {
        let (text, faults) = put("figure", PAGE);
        assert_eq!(faults, [""; 0]);
        assert!(text.starts_with("Before.\n\n\n<figure class=\"picture drawn\">\n"), "{text}");
        assert!(text.contains("aria-label=\"A box, and no more\""), "{text}");
        assert!(text.contains("<rect id=\"pic-x-box\""), "{text}");
        assert!(!text.contains("<title") && !text.contains("aria-labelledby"), "{text}");
        // Between blank lines it is Markdown: the caption keeps its code and its link.
        let caption = "<figcaption>\n\n*What to see in it: `one` box,\nand [a link](../y.md).*\n\n</figcaption>\n</figure>\n";
        assert!(text.contains(caption), "{text}");
        assert!(text.ends_with("\nAfter.\n"), "{text}");
        // A blank line in the drawing would end the block of HTML, and the rest would be read as Markdown.
        let (_, html) = text.split_once("<figure").expect("a figure");
        assert!(!html.split_once("<figcaption>").expect("a caption").0.contains("\n\n"), "{text}");
    }

    #[test]
    fn the_same_drawing_twice_has_ids_of_its_own() {
        let (text, faults) = put("twice", &PAGE.repeat(2));
        assert_eq!(faults, [""; 0]);
        assert_eq!(text.matches("id=\"pic-x-box\"").count(), 1, "{text}");
        assert_eq!(text.matches("id=\"pic-x-2-box\"").count(), 1, "{text}");
        assert_eq!(text.matches("href=\"#pic-x-2-box\"").count(), 1, "{text}");
        assert_eq!(text.matches(".pic-x-2 text").count(), 1, "{text}");
    }

    #[test]
    fn a_stepper_wraps_its_figure_and_cannot_end_its_script() {
        let page = PAGE.replace("![A", "<!-- stepper: figures/x.steps.json -->\n![A");
        let (text, faults) = put("stepper", &page);
        assert_eq!(faults, [""; 0]);
        let script = "<socket-stepper>\n<script type=\"application/json\">{\"say\":[\"\\u003c/script> \\u0026 #pic-x-box\"]}</script>\n<figure";
        assert!(text.contains(script), "{text}");
        assert!(text.contains("</figure>\n</socket-stepper>\n"), "{text}");
        assert!(!text.contains("<!--"), "{text}");
        let apart = page.replace("-->\n", "-->\n\n");
        assert_eq!(put("stepper-apart", &apart).0, text);
    }

    #[test]
    fn what_is_missing_is_a_fault() {
        let fault = |name: &str, page: &str| put(name, page).1.join("\n");
        assert!(fault("file", &PAGE.replace("x.svg", "y.svg")).starts_with("a/README.md: figures/y.svg"));
        assert!(fault("caption", &PAGE.replace("*What", "What")).contains("no paragraph *What to see in it"));
        assert!(fault("alt", &PAGE.replace("A box, and\nno more", "box")).contains("text alternative"));
        let stepper = PAGE.replace("![A", "<!-- stepper: figures/y.steps.json -->\n![A");
        assert!(fault("steps", &stepper).contains("figures/y.steps.json"));
        assert!(fault("lonely", "<!-- stepper: x.json -->\n\nText.\n").contains("no picture"));
    }
}
