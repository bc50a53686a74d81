//! `cargo x show`: the learner's file beside the solution.

use std::io::{self, BufRead, IsTerminal};
use std::process::ExitCode;

use similar::{ChangeTag, TextDiff};

use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, named};
use crate::exercises::cut::Parts;
use crate::workspace::read;

/// Asks, and shows the difference.
///
/// # Errors
/// There is no such exercise, a file cannot be read, or nobody can be asked.
pub fn command(words: &[&str]) -> Answer {
    let sure = words.contains(&"--yes");
    let names: Vec<&str> = words.iter().copied().filter(|word| *word != "--yes").collect();
    let [name] = *names else {
        return Err(Refused::Typed(
            "`show` takes the name of an exercise: cargo x show ch01::read_all".into(),
        ));
    };
    let all = all()?;
    let exercise = named(&all, name)?;
    if !sure && !io::stdin().is_terminal() {
        return Err(Refused::Typed(format!(
            "nobody is there to be asked; to see the solution: cargo x show {} --yes",
            exercise.id()
        )));
    }
    if !sure && !asked(&exercise.id()) {
        print(&format!("Then not. A hint gives less away: cargo x hint {}\n", exercise.id()));
        return Ok(ExitCode::SUCCESS);
    }
    let (yours, solution) = (read(exercise.file())?, read(exercise.solution())?);
    let solved = Parts::of(&solution).map_err(Refused::Failed)?.solved();
    print(&difference(&yours, &solved, Screen::here()));
    Ok(ExitCode::SUCCESS)
}

/// Whether the learner says yes.
fn asked(id: &str) -> bool {
    print(&format!("This shows the solution of {id}. More than one answer is right. Show it? [y/N] "));
    let mut line = String::new();
    // A terminal that cannot be read has not said yes.
    let _ = io::stdin().lock().read_line(&mut line);
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

/// The lines that differ, with three around them: `-` is the learner's, `+` the solution's.
fn difference(yours: &str, solved: &str, screen: Screen) -> String {
    // The ends of lines are the editor's, not the learner's.
    let yours = yours.replace("\r\n", "\n");
    let diff = TextDiff::from_lines(&*yours, solved);
    let mut text = String::new();
    for group in diff.grouped_ops(3) {
        if !text.is_empty() {
            text += "  ...\n";
        }
        for change in group.iter().flat_map(|part| diff.iter_changes(part)) {
            let (mark, ink) = match change.tag() {
                ChangeTag::Delete => ("-", Some(Ink::Open)),
                ChangeTag::Insert => ("+", Some(Ink::Good)),
                ChangeTag::Equal => (" ", None),
            };
            let line = format!("{mark} {}", change.value().trim_end());
            text += ink.map_or_else(|| line.clone(), |ink| screen.ink(ink, &line)).trim_end();
            text.push('\n');
        }
    }
    match text.is_empty() {
        true => "Your file is the solution, letter by letter.\n".to_owned(),
        false => format!("- yours   + the solution\n\n{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked() {
        let yours = "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ntodo\r\n";
        assert_eq!(
            difference(yours, "a\nb\nc\nd\ne\nf\ng\nh\n", Screen::plain()),
            "- yours   + the solution\n\n  d\n  e\n  f\n- todo\n+ g\n+ h\n"
        );
        assert_eq!(
            difference("a\n", "a\n", Screen::plain()),
            "Your file is the solution, letter by letter.\n"
        );
    }
}
