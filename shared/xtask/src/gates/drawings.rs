//! The files in the `figures` folders: each is shown, and each has an origin.

use std::path::Path;

use crate::markup::{attribute, tags};

/// A picture that `cargo x figures` draws.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'t> {
    /// The chapter's folder.
    pub folder: &'t str,
    /// The file in its `figures`.
    pub file: &'t str,
}

/// What is wrong with the picture at `path` (from the book's sources, with `/`). `svg` is its text.
pub fn fault(path: &str, svg: &str, shown: &[String], drawn: &[Drawn<'_>]) -> Option<String> {
    if !shown.iter().any(|shown| shown == path) {
        return Some("no page shows it".to_owned());
    }
    let measured = drawn.iter().any(|drawn| path == format!("{}/figures/{}", drawn.folder, drawn.file));
    let root = tags(svg).into_iter().find(|tag| tag.name == "svg");
    let class = root.and_then(|root| attribute(root.attributes, "class")).unwrap_or_default();
    let by_hand = class.strip_prefix("pic-");
    let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
    match (measured, by_hand) {
        (true, None) => None,
        (true, Some(_)) => Some("it is drawn by hand, and cargo x figures would draw over it".to_owned()),
        (false, Some(name)) if name == stem => None,
        (false, Some(name)) => Some(format!("its class is pic-{name}; drawn by hand, it is pic-{stem}")),
        (false, None) => Some("cargo x figures does not draw it (shared/xtask/src/figures.rs)".to_owned()),
    }
}

/// The pictures that a page shows, each as a path from the book's sources. `page` is the page's.
pub fn shown(page: &str, markdown: &str) -> Vec<String> {
    let links =
        super::link_targets(markdown).map(|target| target.split(['#', ' ']).next().unwrap_or_default());
    links.filter(|target| target.ends_with(".svg")).filter_map(|target| joined(page, target)).collect()
}

/// `../b/x.svg` in `a/page.md` is `b/x.svg`.
fn joined(page: &str, target: &str) -> Option<String> {
    let mut path: Vec<&str> = page.split('/').collect();
    path.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY_HAND: &str = "<svg class=\"pic-x\" viewBox=\"0 0 1 1\"></svg>";
    const MEASURED: &str = "<svg class=\"s0123\" viewBox=\"0 0 1 1\"></svg>";

    fn fault_of(svg: &str, shown: &[&str], drawn: &[Drawn<'_>]) -> Option<String> {
        let shown: Vec<String> = shown.iter().map(|path| (*path).to_owned()).collect();
        fault("a/figures/x.svg", svg, &shown, drawn)
    }

    #[test]
    fn a_picture_that_no_page_shows_is_found() {
        assert_eq!(fault_of(BY_HAND, &["b/figures/x.svg"], &[]).as_deref(), Some("no page shows it"));
        assert_eq!(fault_of(BY_HAND, &["a/figures/x.svg"], &[]), None);
    }

    #[test]
    fn a_picture_of_unknown_origin_is_found() {
        let shown = ["a/figures/x.svg"];
        assert!(fault_of(MEASURED, &shown, &[]).expect("nobody draws it").contains("cargo x figures"));
        assert_eq!(fault_of(MEASURED, &shown, &[Drawn { folder: "a", file: "x.svg" }]), None);
        assert!(fault_of(BY_HAND, &shown, &[Drawn { folder: "a", file: "x.svg" }]).is_some());
        let other = BY_HAND.replace("pic-x", "pic-y");
        assert!(fault_of(&other, &shown, &[]).expect("it has another's name").contains("pic-x"));
    }

    #[test]
    fn what_a_page_shows_is_found_from_its_folder() {
        let page = "![a\nb](figures/x.svg) [c](../b/figures/y.svg) [d](z.md)";
        assert_eq!(shown("a/page.md", page), ["a/figures/x.svg", "b/figures/y.svg"]);
        assert!(shown("a.md", "![x](../../y.svg)").is_empty());
    }
}
