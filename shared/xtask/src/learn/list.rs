//! `cargo x list`: all exercises, with what is solved.

use std::process::ExitCode;

use super::course::{Progress, Standing, count};
use super::look::{self, Look};
use super::names::{self, Place};
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, trouble};

/// Looks, and lists.
///
/// # Errors
/// See [`look::at`]; or there is no such chapter.
pub fn command(chapter: Option<&str>) -> Answer {
    let (all, screen) = (all()?, Screen::here());
    let chapter = chapter.map(|said| names::chapter(&all, said)).transpose().map_err(Refused::Typed)?;
    match look::at(&all, screen)? {
        Look::Checked(checked) => {
            print(&text(&checked.progress, chapter, screen));
            Ok(ExitCode::SUCCESS)
        }
        Look::Broken(messages, cargo) => {
            print(&trouble::text(&all, &messages, &cargo, screen));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The list: of one chapter, or of all.
fn text(progress: &Progress<'_>, only: Option<&str>, screen: Screen) -> String {
    let next = progress.next(only.map(Place::Chapter)).map(|standing| standing.exercise);
    let width = progress.all.iter().map(|standing| standing.exercise.id().len()).max().unwrap_or(0);
    let mut text = String::new();
    for chapter in progress.chapters.iter().filter(|chapter| only.is_none_or(|only| chapter.name == only)) {
        let standings = || progress.chapter(&chapter.name);
        let (done, of) = count(standings(), false);
        let minutes = minutes(standings().filter(|standing| !standing.exercise.optional));
        text += &screen.ink(Ink::Strong, &format!("{}: {done} of {of} done, {minutes}", chapter.title()));
        text.push('\n');
        for standing in standings() {
            let exercise = standing.exercise;
            let (mark, ink) = match standing {
                _ if standing.solved() => ("[x]", Some(Ink::Good)),
                _ if standing.skipped => ("[-]", None),
                _ if next == Some(exercise) => ("[>]", Some(Ink::Open)),
                _ => ("[ ]", None),
            };
            let star = if exercise.optional { screen.star() } else { " " };
            let mark = ink.map_or_else(|| mark.to_owned(), |ink| screen.ink(ink, mark));
            let partly = match standing.passed() {
                passed @ 1.. if !standing.solved() => {
                    format!(", {passed} of {} checks pass", standing.checks.len())
                }
                _ => String::new(),
            };
            text += &format!(
                "  {mark} {star} {:width$}  {:>3} min  {}{partly}\n",
                exercise.id(),
                exercise.minutes,
                exercise.title
            );
        }
    }
    let all = minutes(progress.all.iter().filter(|standing| !standing.exercise.optional));
    if only.is_none() {
        let (done, of) = progress.count(false);
        text += &format!("\nAll chapters: {done} of {of} done, {all}");
    }
    text + &format!("\n[x] solved  [>] next  [-] skipped  [ ] open  {} if you want more\n", screen.star())
}

/// How long they take, and how much of that is left.
fn minutes<'s, 'e: 's>(standings: impl Iterator<Item = &'s Standing<'e>>) -> String {
    let (all, left) = standings.fold((0, 0), |(all, left), standing| {
        let minutes = standing.exercise.minutes;
        (all + minutes, left + if standing.solved() { 0 } else { minutes })
    });
    if left == 0 { format!("{all} minutes") } else { format!("{left} of {all} minutes to go") }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{check, exercise};
    use super::*;

    #[test]
    fn each_exercise_has_its_mark_and_each_chapter_its_sum() {
        let mut all = [
            exercise("ch01_socket", "a"),
            exercise("ch01_socket", "b"),
            exercise("ch01_socket", "c"),
            exercise("ch02_threads", "d"),
        ];
        all[2].optional = true;
        let run = [check("ch01::a::x", true), check("ch01::b::x", false)];
        let skipped = ["ch01::b".to_owned()].into();
        let progress = Progress::of(&all, &run, &skipped, "", |_| String::new());
        assert_eq!(
            text(&progress, None, Screen::plain()),
            "Chapter 1: 1 of 2 done, 10 of 20 minutes to go\n  [x]   ch01::a   10 min  The a\n  [-]   ch01::b   10 min  The b\n  \
             [ ] * ch01::c   10 min  The c\nChapter 2: 0 of 1 done, 10 of 10 minutes to go\n  [>]   ch02::d   10 min  The d\n\n\
             All chapters: 1 of 3 done, 20 of 30 minutes to go\n\
             [x] solved  [>] next  [-] skipped  [ ] open  * if you want more\n"
        );
        assert_eq!(
            text(&progress, Some("ch01"), Screen::plain()),
            "Chapter 1: 1 of 2 done, 10 of 20 minutes to go\n  [x]   ch01::a   10 min  The a\n  [-]   ch01::b   10 min  The b\n  \
             [ ] * ch01::c   10 min  The c\n\n[x] solved  [>] next  [-] skipped  [ ] open  * if you want more\n"
        );
    }
}
