//! `cargo x preprocess`: what mdBook asks for each page before it renders it. It puts the pictures into the pages.
//!
//! # Implementation
//! mdBook starts us twice: with `supports RENDERER`, which we answer by the exit status, and bare, with
//! `[context, book]` in JSON on stdin; it wants the book back on stdout. We change the text of chapters and hand on all
//! else as it came. Whatever is wrong goes to stderr, and then the build fails: a book with a missing picture is no book.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use tinyjson::JsonValue;

use crate::pictures::Pictures;
use crate::workspace::root;

/// Runs as mdBook's preprocessor.
pub fn answer(words: &[&str]) -> ExitCode {
    match *words {
        // Any other renderer (a test, an e-book) gets the picture as an image.
        ["supports", renderer] => ExitCode::from(u8::from(renderer != "html")),
        [] => match book() {
            Ok(()) => ExitCode::SUCCESS,
            Err(faults) => {
                for fault in &faults {
                    eprintln!("ERROR {fault}");
                }
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("cargo x preprocess is started by mdbook, see book.toml");
            ExitCode::from(2)
        }
    }
}

fn book() -> Result<(), Vec<String>> {
    let mut input = String::new();
    std::io::stdin()
        .read_to_string(&mut input)
        .map_err(|error| vec![format!("the book cannot be read from stdin: {error}")])?;
    let output = transform(&input, &root().join("chapters"))?;
    // mdBook may have given up waiting; then it has said so itself.
    std::io::stdout()
        .write_all(output.as_bytes())
        .map_err(|error| vec![format!("the book cannot be written to stdout: {error}")])
}

/// mdBook's question to its answer. `sources` is the folder that the chapters' paths start from.
fn transform(input: &str, sources: &Path) -> Result<String, Vec<String>> {
    let not_a_book = || vec!["stdin holds no book as mdBook 0.5 sends it".to_owned()];
    let parsed: JsonValue = input.parse().map_err(|_| not_a_book())?;
    let JsonValue::Array(mut parts) = parsed else { return Err(not_a_book()) };
    let Some(mut book) = parts.pop().filter(|_| parts.len() == 1) else { return Err(not_a_book()) };
    let mut pictures = Pictures::new(sources);
    visit(member(&mut book, "items").ok_or_else(not_a_book)?, &mut pictures);
    if pictures.faults.is_empty() {
        book.stringify().map_err(|error| vec![error.to_string()])
    } else {
        Err(pictures.faults)
    }
}

/// The chapters of a list, each with those below it, in the order of the book.
fn visit(items: &mut JsonValue, pictures: &mut Pictures<'_>) {
    let JsonValue::Array(items) = items else { return };
    for item in items {
        // Else it is a separator, or the title of a part.
        let Some(chapter) = member(item, "Chapter") else { continue };
        // A draft has no path; it has no text either.
        let path = match member(chapter, "source_path") {
            Some(JsonValue::String(path)) => path.replace('\\', "/"),
            _ => continue,
        };
        if let Some(JsonValue::String(content)) = member(chapter, "content") {
            *content = pictures.put_into(content, &path);
        }
        if let Some(below) = member(chapter, "sub_items") {
            visit(below, pictures);
        }
    }
}

fn member<'v>(value: &'v mut JsonValue, name: &str) -> Option<&'v mut JsonValue> {
    match value {
        JsonValue::Object(members) => members.get_mut(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"[{"root": "/", "mdbook_version": "0.5.4"}, {"items": [
        {"PartTitle": "Waiting"}, "Separator",
        {"Chapter": {"name": "One", "content": "one\n", "number": [1], "path": "a/index.md",
          "source_path": "a/README.md", "parent_names": [], "sub_items": [
            {"Chapter": {"name": "Two", "content": "![x](no.svg)\n", "number": [1, 1], "path": "a/two.md",
              "source_path": "a/two.md", "parent_names": ["One"], "sub_items": []}}]}},
        {"Chapter": {"name": "Draft", "content": "", "number": [2], "path": null, "source_path": null,
          "parent_names": [], "sub_items": []}}]}]"#;

    #[test]
    fn pages_below_pages_are_visited_and_their_faults_are_fatal() {
        let faults = transform(BOOK, Path::new("/nowhere")).expect_err("the picture does not exist");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("a/two.md: no.svg"), "{faults:?}");
    }

    #[test]
    fn what_is_not_a_picture_comes_back_as_it_went() {
        let book = BOOK.replace("![x](no.svg)", "two");
        let returned: JsonValue = transform(&book, Path::new("/nowhere"))
            .expect("there is no picture in it")
            .parse()
            .expect("it is JSON");
        let JsonValue::Array(sent) = book.parse().expect("it is JSON") else { panic!("two parts") };
        assert_eq!(returned, sent[1]);
        // mdBook counts chapters in whole numbers and would refuse `1.0`.
        assert!(returned.stringify().expect("it is JSON").contains("[1,1]"));
    }

    #[test]
    fn something_else_on_stdin_is_refused() {
        assert!(transform("{}", Path::new("/")).is_err());
        assert!(transform("[{}]", Path::new("/")).is_err());
        assert!(transform("[{}, {}]", Path::new("/")).is_err());
    }
}
