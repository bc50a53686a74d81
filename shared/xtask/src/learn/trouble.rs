//! What does not compile, told by exercise, with a way out: an unfinished edit in one chapter must not lock the others.

use super::blame::{self, Source};
use super::messages::Message;
use super::terminal::{Ink, Screen};
use crate::exercises::catalog::Exercise;

/// The words for a build that failed.
pub fn text(all: &[Exercise], messages: &[Message], cargo: &str, screen: Screen) -> String {
    let groups = blame::sorted(all, messages);
    let Some((source, errors)) = groups.first() else {
        return format!("Nothing could be built. Cargo says:\n\n{cargo}");
    };
    let names: Vec<String> = groups.iter().map(|(source, errors)| named(*source, errors.len())).collect();
    let mut text = format!("It does not compile yet: {}.\n", screen.ink(Ink::Open, &names.join(", ")));
    text += "No check can run before it does; what you have solved stays solved.\n\n";
    if let Source::Asked(exercise) = source {
        let why = format!(
            "The checks of {} call it in a way that its file no longer offers: a name, a type or a signature that the \
             starter gave has changed. Put it back as it was; only what is inside is yours to change.",
            exercise.id()
        );
        text += &(screen.paragraph("", 0, &why) + "\n");
    }
    let first = errors[0];
    text += &format!("{}\n\n", first.rendered);
    let others = groups.iter().map(|(_, errors)| errors.len()).sum::<usize>() - 1;
    if others > 0 {
        let more = if others == 1 { "1 more error".to_owned() } else { format!("{others} more errors") };
        text += &format!("{more}: cargo test -p exercises --no-run\n\n");
    }
    let mut locked: Vec<&Exercise> = Vec::new();
    for exercise in groups.iter().filter_map(|(source, _)| source.exercise()) {
        if !locked.contains(&exercise) {
            locked.push(exercise);
        }
    }
    if locked.is_empty() {
        text += "It is in no exercise's file: was something else changed? `git status` and `git diff` say what.\n";
    }
    if !locked.is_empty() {
        text += "An unfinished edit need not lock the other chapters:\n\n";
    }
    for exercise in &locked {
        text += &way_out(&exercise.id());
    }
    text
}

/// What can be typed, so that an unfinished edit locks nothing.
fn way_out(id: &str) -> String {
    let lines = [
        (format!("cargo x hint {id}"), "the next of three hints"),
        (format!("cargo x skip {id}"), "for now: your file is set aside, the others can be built"),
        (format!("cargo x reset {id}"), "begin again: what you wrote is kept beside"),
    ];
    let width = lines.iter().map(|(line, _)| line.len()).max().unwrap_or(0) + 2;
    lines.iter().map(|(line, what)| format!("  {line:width$}{what}\n")).collect()
}

fn named(source: Source<'_>, errors: usize) -> String {
    let errors = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    match source {
        Source::Written(exercise) => format!("{} ({errors})", exercise.id()),
        Source::Asked(exercise) => format!("{} no longer fits its checks ({errors})", exercise.id()),
        Source::Elsewhere => format!("outside the exercises ({errors})"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages::Place;
    use super::super::sample::exercise;
    use super::*;

    fn error(file: &str) -> Message {
        let places = vec![Place { file: file.to_owned(), line: 1 }];
        Message { error: true, rendered: format!("error in {file}"), places }
    }

    #[test]
    fn errors_are_told_by_exercise_with_a_way_out_of_each() {
        let all = [exercise("ch01_socket", "a"), exercise("ch02_threads", "b")];
        let messages = [
            error("exercises/src/ch02_threads/b.rs"),
            error("exercises/src/ch01_socket/a.rs"),
            error("exercises/src/ch02_threads/b.rs"),
        ];
        let text = text(&all, &messages, "", Screen::plain());
        assert!(
            text.starts_with("It does not compile yet: ch01::a (1 error), ch02::b (2 errors).\n"),
            "{text}"
        );
        assert!(text.contains("\nerror in exercises/src/ch01_socket/a.rs\n\n2 more errors: "), "{text}");
        assert!(text.contains("cargo x skip ch01::a ") && text.contains("cargo x reset ch02::b "), "{text}");
    }

    #[test]
    fn a_changed_signature_is_not_the_checks_fault() {
        let all = [exercise("ch01_socket", "a")];
        let text = text(&all, &[error("exercises/tests/checks/ch01/a.rs")], "", Screen::plain());
        assert!(text.starts_with("It does not compile yet: ch01::a no longer fits its checks (1 error).\n"));
        assert!(
            text.contains("a signature that the\nstarter gave has changed") || text.contains("has changed")
        );
    }

    #[test]
    fn what_is_no_exercises_error_is_said_too() {
        let text = |messages: &[Message]| text(&[], messages, "error: no manifest\n", Screen::plain());
        assert!(text(&[error("shared/lab/src/lib.rs")]).contains("in no exercise's file"));
        assert!(text(&[]).ends_with("error: no manifest\n"));
    }
}
