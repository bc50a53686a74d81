//! `cargo x hint`: one hint more.

use std::iter;
use std::process::ExitCode;

use super::look::{self, Look};
use super::memory::Memory;
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, blame, named};
use crate::exercises::catalog::{Exercise, hints};

/// Shows the next hint for the exercise that is named, or is next; or all.
///
/// # Errors
/// There is no such exercise, or its hints cannot be read.
pub fn command(words: &[&str]) -> Answer {
    let every = words.contains(&"--all");
    let names: Vec<&str> = words.iter().copied().filter(|word| *word != "--all").collect();
    if let Some(flag) = names.iter().find(|name| name.starts_with('-')) {
        return Err(Refused::Typed(format!("`hint` knows only --all, not {flag}")));
    }
    let (all, screen, mut memory) = (all()?, Screen::here(), Memory::load());
    let exercise = match *names {
        [name] => named(&all, name)?,
        [] => match next(&all, &memory, screen)? {
            Some(exercise) => exercise,
            None => {
                print("All exercises are solved. For the hints of one: cargo x hint NAME\n");
                return Ok(ExitCode::SUCCESS);
            }
        },
        _ => return Err(Refused::Typed("`hint` takes the name of one exercise".into())),
    };
    let hints = hints(exercise)?;
    let shown = if every { hints.len() } else { memory.hints(&exercise.id()) + 1 };
    memory.set_hints(&exercise.id(), shown.min(hints.len()));
    memory.save();
    print(&text(exercise, &hints, shown, every, screen));
    Ok(ExitCode::SUCCESS)
}

/// The exercise that the learner is at: the one that does not compile, or the next.
fn next<'e>(all: &'e [Exercise], memory: &Memory, screen: Screen) -> Result<Option<&'e Exercise>, Refused> {
    // Checks that hang take seconds. If nothing was written since the last look, it still holds.
    if let Some(id) = memory.next(look::written(all))
        && let Some(exercise) = all.iter().find(|exercise| exercise.id() == id)
    {
        return Ok(Some(exercise));
    }
    match look::at(all, screen)? {
        Look::Checked(checked) => Ok(checked.progress.next(None).map(|standing| standing.exercise)),
        Look::Broken(messages, _) => {
            match blame::sorted(all, &messages).iter().find_map(|(source, _)| source.exercise()) {
                Some(exercise) => Ok(Some(exercise)),
                None => Err(Refused::Failed("nothing could be built; `cargo x` says why".into())),
            }
        }
    }
}

/// The hint of that number, from 1, or all up to it; all once more, when there is no other.
fn text(exercise: &Exercise, hints: &[String], number: usize, every: bool, screen: Screen) -> String {
    let of = hints.len();
    let again = number > of;
    let from = if every || again { 0 } else { number - 1 };
    let mut text = format!("{}, {}\n", screen.ink(Ink::Strong, &exercise.id()), exercise.title);
    for (at, hint) in hints.iter().enumerate().take(number).skip(from) {
        text += &format!(
            "\n{}\n\n{}",
            screen.ink(Ink::Open, &format!("Hint {} of {of}", at + 1)),
            folded(hint, screen)
        );
    }
    text.push('\n');
    text += &match number {
        _ if number >= of => {
            format!("These were all. To compare with the solution: cargo x show {}\n", exercise.id())
        }
        _ => format!("Try it with that. One more: cargo x hint {}\n", exercise.id()),
    };
    text
}

/// Markdown for a terminal: paragraphs folded to its width, code as it is, four columns in.
fn folded(markdown: &str, screen: Screen) -> String {
    let mut text = String::new();
    let mut paragraph = String::new();
    let mut code = false;
    for line in markdown.lines().chain(iter::once("")) {
        let fence = line.trim_start().starts_with("```");
        if code && !fence {
            text += format!("    {line}").trim_end();
            text.push('\n');
            continue;
        }
        // A list's items stay lines of their own.
        if fence || line.trim().is_empty() || line.starts_with("- ") {
            text += &screen.paragraph("", 0, &paragraph);
            paragraph.clear();
        }
        match line {
            _ if fence => code = !code,
            "" if text.ends_with("\n\n") || text.is_empty() => {}
            "" => text.push('\n'),
            _ => {
                paragraph += line;
                paragraph.push(' ');
            }
        }
    }
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::sample::exercise;
    use super::*;

    #[test]
    fn one_hint_at_a_time_and_then_all_again() {
        let hints = ["one", "two", "three"].map(ToOwned::to_owned);
        let text =
            |number, every| text(&exercise("ch01_socket", "a"), &hints, number, every, Screen::plain());
        assert!(text(1, false).contains("Hint 1 of 3\n\none\n\nTry it with that. One more"));
        assert!(!text(2, false).contains("one\n") && text(2, false).contains("two\n"));
        assert!(text(3, false).contains("three\n\nThese were all."));
        for all in [text(4, false), text(3, true)] {
            assert!(all.contains("one\n") && all.contains("two\n") && all.contains("three\n"), "{all}");
        }
    }

    #[test]
    fn paragraphs_are_folded_and_code_is_not() {
        let screen = Screen { width: 20, ..Screen::plain() };
        assert_eq!(
            folded(
                "A line that is\nlonger than that.\n\n```rust\nlet x =    1;\n\n  y\n```\n- item\n- more",
                screen
            ),
            "A line that is\nlonger than that.\n\n    let x =    1;\n\n      y\n- item\n- more\n"
        );
    }
}
