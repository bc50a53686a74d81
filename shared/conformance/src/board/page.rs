//! The scoreboard as a page of the book.
//!
//! The big tables are HTML: a cell says in a word, for those who listen to it, what it shows by a sign, and a row has a
//! place that others can link to. No line is blank within a table, or Markdown would take the rest for text.

use std::fmt::Write as _;

use super::{Cell, Row};
use crate::{CHAPTERS, Case, Chapter, Covers};

/// All of it: what changes from chapter to chapter, every case, and what the letters mean.
pub(super) fn page(rows: &[Row]) -> String {
    let reasons = reasons(rows);
    let mut text = format!("{}\n\n", sums(rows));
    text += "### At a glance\n\nOf each subject, how many cases a program passes; the rest it does less, by design.\n\n";
    text += &glance(rows);
    text += "\n### What turns green, and in which chapter\n\n";
    text += &turns(rows, &reasons);
    for (program, about) in [
        ("fetch", "The cases of the client: the peer is a server that may do everything wrong."),
        ("serve", "The cases of the server: the peer is a client that may do everything wrong."),
    ] {
        let _ = write!(text, "\n### `{program}`, case by case\n\n{about}\n\n");
        text += &table(program, rows, &reasons);
    }
    text += "\n### By design\n\n";
    for (index, reason) in reasons.iter().enumerate() {
        let _ = writeln!(text, "- **{}**: {reason}", letter(index));
    }
    text
}

/// The reasons why a program does less, in the order in which they come.
fn reasons(rows: &[Row]) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for cell in rows.iter().flat_map(|(_, cells)| cells) {
        if let Cell::ByDesign(why) = cell
            && !reasons.contains(&why.as_str())
        {
            reasons.push(why);
        }
    }
    reasons
}

/// `a` for the first reason.
fn letter(index: usize) -> char {
    ('a'..='z').nth(index).unwrap_or('?')
}

fn letter_of(why: &str, reasons: &[&str]) -> char {
    letter(reasons.iter().position(|reason| *reason == why).unwrap_or(usize::MAX))
}

/// How many cells there are of each kind.
fn sums(rows: &[Row]) -> String {
    let many =
        |is: fn(&Cell) -> bool| rows.iter().flat_map(|(_, cells)| cells).filter(|cell| is(cell)).count();
    format!(
        "{} cases, {} ways of fetching and serving: {} cells passed, {} less by design, {} failed.",
        rows.len(),
        CHAPTERS.len(),
        many(|cell| *cell == Cell::Passed),
        many(|cell| matches!(cell, Cell::ByDesign(_))),
        many(|cell| matches!(cell, Cell::Failed(_)))
    )
}

/// The subjects, in their order.
fn subjects(rows: &[Row]) -> Vec<&'static str> {
    let mut subjects: Vec<&str> = rows.iter().map(|(case, _)| case.subject).collect();
    subjects.dedup();
    subjects
}

/// A line for each subject: how many of its cases each column passes.
fn glance(rows: &[Row]) -> String {
    let titles: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.title).collect();
    let line = "--:|".repeat(titles.len());
    let mut text = format!("| subject | cases | {} |\n|---|--:|{line}\n", titles.join(" | "));
    for subject in subjects(rows) {
        let of: Vec<&Row> = rows.iter().filter(|(case, _)| case.subject == subject).collect();
        let cells = (0..CHAPTERS.len()).map(|column| {
            let passed = of.iter().filter(|(_, cells)| cells[column] == Cell::Passed).count();
            if of.iter().all(|(_, cells)| cells[column] == Cell::None) {
                "–".to_owned()
            } else if passed == of.len() {
                "all".to_owned()
            } else {
                format!("**{passed}**")
            }
        });
        let (name, id, cases, cells) = (named(subject), id(subject), of.len(), cells.collect::<Vec<_>>());
        let _ = writeln!(text, "| [{name}](#{id}) | {cases} | {} |", cells.join(" | "));
    }
    text
}

/// The rows that are not passed from the first chapter on: where each is passed for the first time.
fn turns(rows: &[Row], reasons: &[&str]) -> String {
    // Second ways of fetching stand beside the book's way from chapter to chapter.
    let main: Vec<(usize, &Chapter)> =
        CHAPTERS.iter().enumerate().filter(|(_, chapter)| chapter.covers != Covers::Fetch).collect();
    let mut text = "| row | turns green in | until then |\n|---|---|---|\n".to_owned();
    for (case, cells) in rows {
        let first = main.iter().find(|(column, _)| cells[*column] == Cell::Passed);
        let Some((column, chapter)) = first.filter(|(column, _)| *column > 0) else { continue };
        let until = match &cells[..*column].iter().rev().find(|cell| **cell != Cell::None) {
            Some(Cell::ByDesign(why)) => format!("[{}](#by-design)", letter_of(why, reasons)),
            _ => "not done".to_owned(),
        };
        let _ = writeln!(
            text,
            "| [{}](#{}): {} | chapter {} | {until} |",
            case.name.replace('_', " "),
            row_id(case),
            case.doc(),
            chapter.title
        );
    }
    text
}

/// The cases of `fetch`, or those of `serve`: one table, a group of rows for each subject.
fn table(program: &str, rows: &[Row], reasons: &[&str]) -> String {
    let mut text =
        "<div class=\"table-wrapper\"><table class=\"board\">\n<thead><tr><th scope=\"col\">case</th>"
            .to_owned();
    for Chapter { title, package, .. } in CHAPTERS {
        let _ = write!(text, "<th scope=\"col\" title=\"{package}\">{title}</th>");
    }
    text += "</tr></thead>\n";
    for subject in subjects(rows).into_iter().filter(|subject| subject.starts_with(program)) {
        let _ = writeln!(
            text,
            "<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\" id=\"{}\">{} \
             <code>{subject}</code></th></tr>",
            CHAPTERS.len() + 1,
            id(subject),
            named(subject)
        );
        for (case, cells) in rows.iter().filter(|(case, _)| case.subject == subject) {
            let cells: String = cells.iter().map(|cell| mark(cell, reasons)).collect();
            let (id, says, name) = (row_id(case), html(&case.doc()), case.name);
            let _ = writeln!(
                text,
                "<tr id=\"{id}\"><th scope=\"row\">{says} <code>{name}</code></th>{cells}</tr>"
            );
        }
        text += "</tbody>\n";
    }
    text + "</table></div>\n"
}

/// A cell: a sign for the eye, and a word.
fn mark(cell: &Cell, reasons: &[&str]) -> String {
    match cell {
        Cell::Passed => "<td>✓<span> passed</span></td>".to_owned(),
        Cell::None => "<td class=\"none\">–<span> not done</span></td>".to_owned(),
        Cell::Failed(_) => "<td><strong>failed</strong></td>".to_owned(),
        Cell::ByDesign(why) => {
            let letter = letter_of(why, reasons);
            format!(
                "<td class=\"less\"><a href=\"#by-design\" title=\"{}\">{letter}<span>: less, by design</span></a></td>",
                html(why)
            )
        }
    }
}

/// `serve: framing`.
fn named(subject: &str) -> String {
    subject.replacen('_', ": ", 1)
}

/// The place of a subject in the page.
fn id(subject: &str) -> String {
    subject.replace('_', "-")
}

/// The place of a row in the page.
fn row_id(case: &Case) -> String {
    id(&format!("{}-{}", case.subject, case.name))
}

/// Markdown's code spans as HTML.
fn html(markdown: &str) -> String {
    let text =
        markdown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let parts = text.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A board on which chapter 1 does less in the last case, and its pool and `busy` do not serve.
    fn rows() -> Vec<Row> {
        let cases = crate::cases::all();
        let pick = |name: &str| *cases.iter().find(|case| case.name == name).unwrap();
        let less = Cell::ByDesign("It serves one client at a time.".into());
        let mut last = vec![Cell::Passed; CHAPTERS.len()];
        last[0] = less;
        last[2] = Cell::None;
        vec![
            (pick("a_reset_at_once"), vec![Cell::Passed; CHAPTERS.len()]),
            (pick("the_root_is_always_the_same_bytes"), vec![Cell::Passed; CHAPTERS.len()]),
            (pick("two_hundred_clients"), last),
        ]
    }

    #[test]
    fn a_cell_says_in_a_word_what_it_shows_by_a_sign() {
        let page = page(&rows());
        for cell in [
            "<td>✓<span> passed</span></td>",
            "<td class=\"none\">–<span> not done</span></td>",
            "title=\"It serves one client at a time.\">a<span>: less, by design</span></a></td>",
            "- **a**: It serves one client at a time.",
        ] {
            assert!(page.contains(cell), "{cell}");
        }
        assert!(!page.contains("failed</strong>"));
    }

    #[test]
    fn the_row_that_turns_green_is_told_with_its_chapter() {
        let page = page(&rows());
        let row = page.lines().find(|line| line.starts_with("| [two hundred clients]")).unwrap();
        assert!(row.ends_with("| chapter 2 | [a](#by-design) |"), "{row}");
        assert!(!page.contains("| [a reset at once]"));
        assert!(page.contains("| [serve: many](#serve-many) | 1 | **0** | all | – | all |"), "{page}");
        assert!(page.contains("<tr id=\"serve-many-two-hundred-clients\">"));
    }

    #[test]
    fn no_line_is_blank_within_a_table_and_code_is_code() {
        let page = page(&rows());
        for table in page.split("<table").skip(1) {
            let inside = table.split("</table>").next().unwrap();
            assert!(!inside.contains("\n\n"), "{inside}");
        }
        assert_eq!(html("`GET /` & <b>"), "<code>GET /</code> &amp; &lt;b&gt;");
    }
}
