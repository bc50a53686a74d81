//! Whose error it is: from what rustc said to the exercise.

use super::messages::{Message, Place};
use crate::exercises::catalog::Exercise;

/// Where an error comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'e> {
    /// The exercise's own file.
    Written(&'e Exercise),
    /// The exercise's checks: its signatures are no longer what they ask for.
    Asked(&'e Exercise),
    /// No exercise's.
    Elsewhere,
}

impl<'e> Source<'e> {
    /// The exercise to mend.
    pub fn exercise(self) -> Option<&'e Exercise> {
        match self {
            Source::Written(exercise) | Source::Asked(exercise) => Some(exercise),
            Source::Elsewhere => None,
        }
    }
}

/// Where a message comes from.
pub fn source<'e>(all: &'e [Exercise], message: &Message) -> Source<'e> {
    let Some(first) = message.places.first() else { return Source::Elsewhere };
    if let Some(exercise) = written(all, first) {
        return Source::Written(exercise);
    }
    if !first.file.starts_with("exercises/tests/") {
        return Source::Elsewhere;
    }
    // In the checks, a note below often leads to what the learner wrote: "function defined here".
    let noted = message.places.iter().find_map(|place| written(all, place));
    let asked = || all.iter().find(|exercise| slashed(&exercise.checks()) == first.file);
    noted.or_else(asked).map_or(Source::Elsewhere, Source::Asked)
}

/// The errors by where they come from, in the order of the exercises; what is no exercise's comes last.
pub fn sorted<'e, 'm>(all: &'e [Exercise], messages: &'m [Message]) -> Vec<(Source<'e>, Vec<&'m Message>)> {
    let mut groups: Vec<(Source<'e>, Vec<&Message>)> = Vec::new();
    for message in messages.iter().filter(|message| message.error) {
        let source = source(all, message);
        match groups.iter_mut().find(|(known, _)| *known == source) {
            Some((_, messages)) => messages.push(message),
            None => groups.push((source, vec![message])),
        }
    }
    let place = |source: Source<'_>| {
        all.iter().position(|exercise| Some(exercise) == source.exercise()).unwrap_or(all.len())
    };
    groups.sort_by_key(|(source, _)| place(*source));
    groups
}

/// The exercise whose file that is.
fn written<'e>(all: &'e [Exercise], place: &Place) -> Option<&'e Exercise> {
    all.iter().find(|exercise| slashed(&exercise.file()) == place.file)
}

/// A path as rustc's are given here, on every system.
pub fn slashed(path: &std::path::Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::super::sample::exercise;
    use super::*;

    fn message(files: &[&str]) -> Message {
        let places = files.iter().map(|file| Place { file: (*file).to_owned(), line: 1 }).collect();
        Message { error: true, rendered: String::new(), places }
    }

    #[test]
    fn an_error_is_its_files_or_that_of_what_the_checks_call() {
        let all = [exercise("ch02_threads", "pool"), exercise("ch02_threads", "race")];
        let file = "exercises/src/ch02_threads/race.rs";
        let check = "exercises/tests/checks/ch02/pool.rs";
        let run = "exercises/tests/checks/ch02/your_run.rs";
        assert_eq!(source(&all, &message(&[file])), Source::Written(&all[1]));
        assert_eq!(source(&all, &message(&[check])), Source::Asked(&all[0]));
        assert_eq!(source(&all, &message(&[check, file])), Source::Asked(&all[1]));
        assert_eq!(source(&all, &message(&[run, file])), Source::Asked(&all[1]));
        assert_eq!(source(&all, &message(&[run])), Source::Elsewhere);
        assert_eq!(source(&all, &message(&["shared/lab/src/lib.rs", file])), Source::Elsewhere);
        assert_eq!(source(&all, &message(&[])), Source::Elsewhere);
    }

    #[test]
    fn errors_stand_in_the_order_of_the_exercises() {
        let all = [exercise("ch02_threads", "pool"), exercise("ch02_threads", "race")];
        let race = message(&["exercises/src/ch02_threads/race.rs"]);
        let pool = message(&["exercises/src/ch02_threads/pool.rs"]);
        let messages = [message(&[]), race.clone(), pool, race];
        let sorted = sorted(&all, &messages);
        let counts: Vec<_> = sorted.iter().map(|(source, messages)| (*source, messages.len())).collect();
        assert_eq!(
            counts,
            [(Source::Written(&all[0]), 1), (Source::Written(&all[1]), 2), (Source::Elsewhere, 1)]
        );
    }
}
