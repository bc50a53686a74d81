//! The exercises in the book: offered where each becomes solvable, listed at the end of its chapter, summed for teachers.
//!
//! All of it is written by `cargo x sync` from the tops of the solutions, between comments that say so. What a person
//! wrote around them stays.

use std::fs;

use super::catalog::{self, Exercise};
use crate::workspace::{read, root, walk};

/// Where the files are shown on the web.
const SOURCE: &str = "https://github.com/async-from-the-socket-up/async-from-the-socket-up/blob/main";

/// The comments around what is written here.
const OFFER: &str = "<!-- exercise, written by cargo x sync -->";
const LIST: [&str; 2] = ["<!-- exercises, written by cargo x sync -->", "<!-- /exercises -->"];
const PACING: [&str; 2] = ["<!-- pacing, written by cargo x sync -->", "<!-- /pacing -->"];

/// Words that a reader takes in per minute, pictures and outputs beside them looked at.
const WORDS_A_MINUTE: usize = 150;

/// A page, from the root, and what should stand in it.
///
/// # Errors
/// A page cannot be read, or a place that an exercise names is not in it.
pub fn pages() -> Result<Vec<(String, String)>, String> {
    let all = catalog::exercises()?;
    let mut pages = Vec::new();
    for chapter in chapters()? {
        let own: Vec<&Exercise> =
            all.iter().filter(|exercise| chapter.contains(&format!("/{}-", exercise.chapter))).collect();
        for page in markdown(&chapter)? {
            let mut text = without_offers(&read(&page)?);
            for exercise in &own {
                if let Some((_, place)) = exercise.page.split_once('#').filter(|(file, _)| *file == page) {
                    let offered = with_offer(&text, place, &offer(exercise));
                    text = offered.ok_or(format!("{}: {page} has no heading #{place}", exercise.id()))?;
                }
            }
            if page.ends_with("README.md") && !own.is_empty() {
                text = between(&text, LIST, &list(&own)).ok_or(format!("{page}: no `{}`", LIST[0]))?;
            }
            pages.push((page, text));
        }
    }
    let page = "chapters/appendix/teaching.md";
    let pacing =
        between(&read(page)?, PACING, &pacing(&all)?).ok_or(format!("{page}: no `{}`", PACING[0]))?;
    pages.push((page.to_owned(), pacing));
    if let Some(lost) = all
        .iter()
        .find(|exercise| !pages.iter().any(|(page, _)| exercise.page.starts_with(&format!("{page}#"))))
    {
        return Err(format!("{}: there is no page {}", lost.id(), lost.page));
    }
    Ok(pages)
}

/// Writes the pages that are not as they should be.
///
/// # Errors
/// As [`pages`], or a page cannot be written.
pub fn write() -> Result<(), String> {
    for (page, text) in pages()? {
        if read(&page)? != text {
            fs::write(root().join(&page), text).map_err(|error| format!("{page}: {error}"))?;
            println!("wrote {page}");
        }
    }
    Ok(())
}

/// Says which pages are not as they should be.
///
/// # Errors
/// One or more are not.
pub fn check() -> Result<(), String> {
    let mut wrong = Vec::new();
    for (page, text) in pages()? {
        if read(&page)? != text {
            wrong.push(page);
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("exercises not as in the solutions: {} (`cargo x sync`)", wrong.join(", ")))
    }
}

/// The chapters' folders, from the root, in order.
fn chapters() -> Result<Vec<String>, String> {
    let folder = root().join("chapters");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut chapters: Vec<_> =
        names.filter(|name| name.starts_with("ch0")).map(|name| format!("chapters/{name}")).collect();
    chapters.sort();
    Ok(chapters)
}

/// A chapter's pages, from the root.
fn markdown(chapter: &str) -> Result<Vec<String>, String> {
    let folder = root().join(chapter);
    let found = walk(&folder).map_err(|error| format!("{chapter}: {error}"))?;
    let names = found
        .iter()
        .filter(|path| path.parent() == Some(&folder))
        .filter_map(|path| path.file_name()?.to_str());
    Ok(names.filter(|name| name.ends_with(".md")).map(|name| format!("{chapter}/{name}")).collect())
}

fn link(exercise: &Exercise) -> String {
    format!("[{}]({SOURCE}/{})", exercise.title, file(exercise))
}

/// Its file as a link would write it, on Windows too.
fn file(exercise: &Exercise) -> String {
    exercise.file().display().to_string().replace('\\', "/")
}

fn star(exercise: &Exercise) -> &'static str {
    if exercise.optional { "★ " } else { "" }
}

/// An exercise where the reader can solve it.
fn offer(exercise: &Exercise) -> String {
    format!(
        "{OFFER}\n> **Exercise: {}{}** · {} minutes · {}.\\\n> `{}` · `cargo test -p exercises {}`\n",
        star(exercise),
        link(exercise),
        exercise.minutes,
        exercise.idea,
        file(exercise),
        exercise.id()
    )
}

/// A chapter's exercises, at its end.
fn list(exercises: &[&Exercise]) -> String {
    let (needed, optional): (Vec<&Exercise>, Vec<_>) =
        exercises.iter().copied().partition(|exercise| !exercise.optional);
    let minutes = |all: &[&Exercise]| all.iter().map(|exercise| exercise.minutes).sum::<u32>();
    let chapter = exercises.first().map_or("", |exercise| &exercise.chapter);
    let mut text = format!("{} exercises, {} minutes", needed.len(), minutes(&needed));
    if !optional.is_empty() {
        text += &format!("; and ★, which nothing later needs, {} minutes", minutes(&optional));
    }
    text += &format!(
        ". `cargo test -p exercises {chapter}` says what is missing; [how to do the exercises](../appendix/exercises.md).\n\n\
         | exercise | minutes | what it trains |\n|---|---|---|\n"
    );
    for exercise in exercises {
        text += &format!(
            "| {}{}: `{}` | {} | {} |\n",
            star(exercise),
            link(exercise),
            exercise.id(),
            exercise.minutes,
            exercise.idea.replace('|', "\\|")
        );
    }
    text
}

/// How long each chapter takes: reading from its words, exercises from their minutes.
fn pacing(all: &[Exercise]) -> Result<String, String> {
    let mut text = String::from("| chapter | reading | exercises | ★ | together |\n|---|---|---|---|---|\n");
    let mut sums = [0; 3];
    // A chapter that has no page yet is none for a reader.
    for chapter in chapters()?.into_iter().filter(|chapter| root().join(chapter).join("README.md").exists()) {
        let own = all.iter().filter(|exercise| chapter.contains(&format!("/{}-", exercise.chapter)));
        let (optional, needed): (Vec<_>, Vec<_>) = own.partition(|exercise| exercise.optional);
        let minutes = |all: &[&Exercise]| all.iter().map(|exercise| exercise.minutes).sum::<u32>();
        let mut words = 0;
        for page in markdown(&chapter)? {
            words += prose_words(&read(&page)?);
        }
        // To the nearest five minutes: more would be a promise.
        let reading = u32::try_from((words / WORDS_A_MINUTE + 2) / 5 * 5).unwrap_or(u32::MAX);
        let row = [reading, minutes(&needed), minutes(&optional)];
        let name = read(format!("{chapter}/README.md"))?
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("# ")
            .to_owned();
        let folder = chapter.trim_start_matches("chapters/");
        text += &format!(
            "| [{name}](../{folder}/README.md) | {} | {} | {} | {} |\n",
            row[0],
            row[1],
            row[2],
            hours(row.iter().sum())
        );
        sums.iter_mut().zip(row).for_each(|(sum, minutes)| *sum += minutes);
    }
    text += &format!(
        "| all | {} | {} | {} | {} |\n",
        hours(sums[0]),
        hours(sums[1]),
        hours(sums[2]),
        hours(sums.iter().sum())
    );
    Ok(text)
}

/// `2 h 05`, or `45 min`.
fn hours(minutes: u32) -> String {
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02}", minutes / 60, minutes % 60) }
}

/// The words outside code blocks and comments.
fn prose_words(markdown: &str) -> usize {
    let mut fenced = false;
    let lines = markdown.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced && !line.starts_with("```") && !line.starts_with("<!--")
    });
    lines.map(|line| line.split_whitespace().count()).sum()
}

/// The text without what [`with_offer`] put into it.
fn without_offers(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line == OFFER {
            while lines.next_if(|line| line.starts_with('>')).is_some() {}
            lines.next_if(|line| line.is_empty());
        } else {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

/// The text with an offer at the end of the section under the heading `place`.
fn with_offer(text: &str, place: &str, offer: &str) -> Option<String> {
    let mut fenced = false;
    let mut headings = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with('#') {
            headings.push((at, slug(line)));
        }
        at += line.len();
    }
    let heading = headings.iter().position(|(_, slug)| slug == place)?;
    let end = headings.get(heading + 1).map_or(text.len(), |(at, _)| *at);
    let (before, after) = text.split_at(end);
    Some(format!("{before}{offer}\n{after}"))
}

/// The anchor that mdBook and GitHub make of a heading.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    });
    words.collect()
}

/// The text with `inside` between the two comments; `None` when they are not there.
fn between(text: &str, marks: [&str; 2], inside: &str) -> Option<String> {
    let (before, rest) = text.split_once(marks[0])?;
    let (_, after) = rest.split_once(marks[1])?;
    Some(format!("{before}{}\n\n{inside}\n{}{after}", marks[0], marks[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# Top\n\n## One read, `two`\n\nText.\n\n```console\n# no heading\n```\n\n## Next\n\nEnd.\n";

    #[test]
    fn an_offer_stands_at_the_end_of_its_section_and_can_be_taken_out_again() {
        let offer = format!("{OFFER}\n> Do it.\\\n> now\n");
        let with = with_offer(PAGE, "one-read-two", &offer).unwrap();
        assert!(
            with.contains("```\n\n<!-- exercise, written by cargo x sync -->\n> Do it.\\\n> now\n\n## Next"),
            "{with}"
        );
        assert_eq!(without_offers(&with), PAGE);
        assert_eq!(with_offer(PAGE, "no-heading", &offer), None, "a line of output is no heading");
    }

    #[test]
    fn what_stands_between_the_comments_is_replaced() {
        let marks = ["<!-- a -->", "<!-- /a -->"];
        let once = between("x\n<!-- a --><!-- /a -->\ny\n", marks, "list\n").unwrap();
        assert_eq!(once, "x\n<!-- a -->\n\nlist\n\n<!-- /a -->\ny\n");
        assert_eq!(between(&once, marks, "list\n").unwrap(), once);
        assert_eq!(between("none", marks, ""), None);
    }

    #[test]
    fn only_prose_is_counted_as_reading() {
        assert_eq!(prose_words("one two\n```rust\nlet three;\n```\n<!-- four -->\nfive\n"), 3);
        assert_eq!(hours(125), "2 h 05");
        assert_eq!(hours(45), "45 min");
    }
}
