//! What comes next: the helper follows the learner, who may begin at any chapter.

use super::course::{Progress, Standing};
use super::names::Place;

impl<'e> Progress<'e> {
    /// What to do next: at a place that was asked for, or where the learner wrote last, or the first of all.
    pub fn next(&self, asked: Option<Place<'_>>) -> Option<&Standing<'e>> {
        match asked {
            Some(Place::Exercise(exercise)) => self
                .all
                .iter()
                .find(|standing| standing.exercise == exercise && !standing.solved())
                .or_else(|| self.next(Some(Place::Chapter(&exercise.chapter)))),
            Some(Place::Chapter(chapter)) => {
                first(|| self.chapter(chapter)).or_else(|| first(|| self.from(chapter)))
            }
            None => match self.last {
                Some(last) => self.unfinished().or_else(|| first(|| self.from(&last.chapter))),
                None => self.front(),
            },
        }
    }

    /// Why that is next, when nobody asked for it and it is not the first of all.
    pub fn why(&self, next: &Standing<'e>) -> Option<String> {
        let last = self.last?;
        if self.front().is_some_and(|front| front.exercise == next.exercise) {
            return None;
        }
        let chapter = self.chapters.iter().find(|chapter| chapter.name == last.chapter)?;
        let place = if next.exercise == last {
            return Some("you wrote in this file last".to_owned());
        } else if next.exercise.chapter == last.chapter {
            "in"
        } else {
            "after"
        };
        Some(format!("{place} {}, where you wrote last", chapter.title().to_lowercase()))
    }

    /// The first of all, for those who begin at the front.
    fn front(&self) -> Option<&Standing<'e>> {
        first(|| self.all.iter())
    }

    /// Where the learner wrote last, if there is something left to do.
    fn unfinished(&self) -> Option<&Standing<'e>> {
        let open = |standing: &&Standing<'e>| !standing.skipped && !standing.solved();
        self.all.iter().find(|standing| Some(standing.exercise) == self.last).filter(open)
    }

    /// All exercises from that chapter on, and then those before it.
    fn from(&self, chapter: &str) -> impl Iterator<Item = &Standing<'e>> {
        let at = self.all.iter().position(|standing| standing.exercise.chapter == chapter).unwrap_or(0);
        self.all[at..].iter().chain(&self.all[..at])
    }
}

/// The first that is needed and not done; then those set aside; then those that are not needed.
fn first<'p, 'e: 'p, All: Iterator<Item = &'p Standing<'e>>>(
    all: impl Fn() -> All,
) -> Option<&'p Standing<'e>> {
    let open = || all().filter(|standing| !standing.solved());
    open()
        .find(|standing| !standing.exercise.optional && !standing.skipped)
        .or_else(|| open().find(|standing| !standing.exercise.optional))
        .or_else(|| open().find(|standing| !standing.skipped))
        .or_else(|| open().next())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{check, exercise};
    use super::*;
    use crate::exercises::catalog::Exercise;

    fn progress<'e>(all: &'e [Exercise], passed: &[&str], skipped: &[&str]) -> Progress<'e> {
        let run: Vec<_> = all
            .iter()
            .map(|exercise| check(&(exercise.id() + "::x"), passed.contains(&&*exercise.name)))
            .collect();
        let skipped = skipped.iter().map(ToString::to_string).collect();
        Progress::of(all, &run, &skipped, "", |_| String::new())
    }

    fn name<'p>(next: Option<&'p Standing<'_>>) -> Option<&'p str> {
        next.map(|standing| &*standing.exercise.name)
    }

    #[test]
    fn the_next_is_the_first_that_is_needed_then_the_skipped_then_the_optional() {
        let mut all = ["a", "b", "c"].map(|name| exercise("ch01_socket", name));
        all[0].optional = true;
        let next = |passed: &[&str], skipped: &[&str]| {
            name(progress(&all, passed, skipped).next(None)).map(ToOwned::to_owned)
        };
        assert_eq!(next(&[], &[]).as_deref(), Some("b"));
        assert_eq!(next(&["b"], &[]).as_deref(), Some("c"));
        assert_eq!(next(&[], &["ch01::b"]).as_deref(), Some("c"));
        assert_eq!(next(&["c"], &["ch01::b"]).as_deref(), Some("b"));
        assert_eq!(next(&["b", "c"], &[]).as_deref(), Some("a"));
        assert_eq!(next(&["a", "b", "c"], &[]), None);
    }

    /// Three chapters: a b, c d ★e, f.
    fn three() -> [Exercise; 6] {
        let mut all = [
            exercise("ch01_socket", "a"),
            exercise("ch01_socket", "b"),
            exercise("ch05_loop", "c"),
            exercise("ch05_loop", "d"),
            exercise("ch05_loop", "e"),
            exercise("ch06_await", "f"),
        ];
        all[4].optional = true;
        all
    }

    #[test]
    fn the_next_is_where_the_learner_wrote_last() {
        let all = three();
        let next = |last: Option<usize>, passed: &[&str], skipped: &[&str]| {
            let progress = Progress { last: last.map(|at| &all[at]), ..progress(&all, passed, skipped) };
            let next = progress.next(None).unwrap();
            (next.exercise.name.clone(), progress.why(next).unwrap_or_default())
        };
        let said = |name: &str, why: &str| (name.to_owned(), why.to_owned());
        assert_eq!(next(None, &[], &[]), said("a", ""));
        assert_eq!(next(Some(0), &[], &[]), said("a", ""));
        assert_eq!(next(Some(3), &[], &[]), said("d", "you wrote in this file last"));
        assert_eq!(next(Some(4), &[], &[]), said("e", "you wrote in this file last"));
        assert_eq!(next(Some(3), &["d"], &[]), said("c", "in chapter 5, where you wrote last"));
        assert_eq!(next(Some(2), &[], &["ch05::c"]), said("d", "in chapter 5, where you wrote last"));
        // The chapter is solved, its ★ is not needed: the next chapter's; after the last one, what was left out before.
        assert_eq!(next(Some(3), &["c", "d"], &[]), said("f", "after chapter 5, where you wrote last"));
        assert_eq!(next(Some(5), &["c", "d", "f"], &[]), said("a", ""));
    }

    #[test]
    fn a_chapter_or_an_exercise_can_be_asked_for() {
        let all = three();
        let next = |asked, passed: &[&str]| {
            let progress = Progress { last: Some(&all[0]), ..progress(&all, passed, &[]) };
            name(progress.next(Some(asked))).map(ToOwned::to_owned)
        };
        assert_eq!(next(Place::Chapter("ch05"), &[]).as_deref(), Some("c"));
        assert_eq!(next(Place::Chapter("ch05"), &["c", "d"]).as_deref(), Some("e"));
        assert_eq!(next(Place::Chapter("ch05"), &["c", "d", "e"]).as_deref(), Some("f"));
        assert_eq!(next(Place::Exercise(&all[3]), &[]).as_deref(), Some("d"));
        assert_eq!(next(Place::Exercise(&all[3]), &["d"]).as_deref(), Some("c"));
        assert_eq!(next(Place::Chapter("ch06"), &["a", "b", "c", "d", "e", "f"]), None);
    }
}
