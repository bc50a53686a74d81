//! `cargo x`: how far the learner is, what comes next, and what its checks say.

use std::process::ExitCode;
use std::time::Duration;

use super::course::{Progress, Standing, count};
use super::look::{self, Checked, Look};
use super::memory::Memory;
use super::messages::Message;
use super::names::{self, Place};
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, blame, draw, trouble};
use crate::exercises::catalog::Exercise;
use crate::workspace::read;

/// How many lines of the learner's own output are shown.
const PRINTED: usize = 10;

/// How many of the other failing checks are named.
const NAMED: usize = 8;

/// Looks, and shows: the next of all, or of a place.
///
/// # Errors
/// See [`look::at`]; or there is no such place.
pub fn command(place: Option<&str>) -> Answer {
    let (all, screen) = (all()?, Screen::here());
    let place = place.map(|said| names::place(&all, said)).transpose().map_err(Refused::Typed)?;
    match look::at(&all, screen)? {
        Look::Checked(checked) => {
            print(&shown(&all, &checked, place, screen, None));
            print(&commands(checked.progress.next(place), screen));
            print(&times(&checked, screen));
            Ok(ExitCode::SUCCESS)
        }
        Look::Broken(messages, cargo) => {
            print(&trouble::text(&all, &messages, &cargo, screen));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The whole view; a chapter that was just finished is drawn instead of its parts. `asked` is the place that the learner
/// wants to see, `told` the exercise whose words were just read.
pub fn shown(
    all: &[Exercise],
    checked: &Checked<'_>,
    asked: Option<Place<'_>>,
    screen: Screen,
    told: Option<&str>,
) -> String {
    let progress = &checked.progress;
    let mut memory = Memory::load();
    let mut text = match draw::reward(checked, &mut memory, screen) {
        Some(reward) => reward + "\n" + &total(progress, screen),
        None => head(progress) + "\n" + &total(progress, screen) + "\n" + &chapters(progress, screen),
    };
    text.push('\n');
    if told.is_none() {
        text += &solved(progress, asked, screen);
    }
    match progress.next(asked) {
        Some(next) => {
            memory.set_next(&next.exercise.id(), checked.written);
            let file = read(next.exercise.file()).unwrap_or_default();
            let why = if asked.is_none() { progress.why(next) } else { None };
            text += &heading(next, &file, why.as_deref(), screen);
            if told != Some(&*next.exercise.id()) {
                text += &needs(progress, next, screen);
                text += &warnings(all, next.exercise, &checked.binary.warnings);
                text += &words(next, screen);
            }
        }
        None => text += &screen.paragraph("", 0, ALL_DONE),
    }
    memory.save();
    text
}

/// What to say of a place where all is done: what follows is another.
fn solved(progress: &Progress<'_>, asked: Option<Place<'_>>, screen: Screen) -> String {
    let words = match asked {
        Some(Place::Exercise(exercise)) => progress
            .all
            .iter()
            .find(|standing| standing.exercise == exercise && standing.solved())
            .map(solved_words),
        Some(Place::Chapter(chapter)) if progress.chapter(chapter).all(Standing::solved) => {
            Some(format!("All of {chapter} is solved. To see your run again: cargo x draw {chapter}"))
        }
        _ => None,
    };
    words.map_or_else(String::new, |words| screen.ink(Ink::Good, &words) + "\n\n")
}

/// That an exercise is solved.
pub fn solved_words(standing: &Standing<'_>) -> String {
    format!("{} is solved: all its {} checks pass.", standing.exercise.id(), standing.checks.len())
}

/// When nothing is left.
const ALL_DONE: &str = "All of them are solved. You have built, piece by piece, what waits underneath every async program. \
    What a production runtime adds: chapters/appendix/production.md";

/// The first words. Somebody who sees thirty failures must not think that something is broken.
fn head(progress: &Progress<'_>) -> String {
    let (done, of) = progress.count(false);
    if done == of {
        format!("{done} of {of} done.\n")
    } else {
        format!("{done} of {of} done: what fails below is your to-do list, not a fault.\n")
    }
}

/// The bar for everything.
fn total(progress: &Progress<'_>, screen: Screen) -> String {
    let ((done, of), (more, of_more)) = (progress.count(false), progress.count(true));
    let stars = if of_more > 0 { format!("  {} {more} of {of_more}", screen.star()) } else { String::new() };
    let cells = screen.width.saturating_sub(30).clamp(10, 66);
    format!("{}  {done} of {of}{stars}\n", screen.bar(done, of, cells))
}

/// A line for each chapter.
fn chapters(progress: &Progress<'_>, screen: Screen) -> String {
    let mut text = String::new();
    for chapter in &progress.chapters {
        let (done, of) = count(progress.chapter(&chapter.name), false);
        let (more, of_more) = count(progress.chapter(&chapter.name), true);
        let stars = if of_more > 0 { format!(" {} {more}/{of_more}", screen.star()) } else { String::new() };
        let line = format!("  {:<10}", chapter.title());
        let count = format!("  {done} of {of}{stars:<6}  ");
        let about = screen.cut(&chapter.about, line.len() + 12 + count.chars().count());
        let bar = screen.bar(done, of, 10);
        text += &format!("{line}{bar}{count}{}\n", screen.ink(Ink::Quiet, &about));
    }
    text
}

/// Which exercise it is, and where.
fn heading(standing: &Standing<'_>, file: &str, why: Option<&str>, screen: Screen) -> String {
    let exercise = standing.exercise;
    let star = if exercise.optional { format!("{} ", screen.star()) } else { String::new() };
    let mut text = format!(
        "Next: {star}{}, {}, {} minutes\n",
        screen.ink(Ink::Strong, &exercise.id()),
        exercise.title,
        exercise.minutes
    );
    if standing.skipped {
        text += &format!("  skipped  cargo x resume {} brings back what you wrote\n", exercise.id());
    }
    text += &why.map_or_else(String::new, |why| screen.paragraph("  why", 9, why));
    text += &screen.paragraph("  idea", 9, &exercise.idea);
    text += &format!("  file   {}\n", standing.place(file));
    text += &format!("  page   {}\n", exercise.page);
    text
}

/// What it stands on, if that is not there yet.
fn needs(progress: &Progress<'_>, standing: &Standing<'_>, screen: Screen) -> String {
    let open = progress.open_among(&standing.exercise.uses);
    let ids: Vec<String> = open.iter().map(|standing| standing.exercise.id()).collect();
    if ids.is_empty() {
        return String::new();
    }
    screen.paragraph(
        "  needs",
        9,
        &format!("{}, not solved yet: its checks cannot pass before", ids.join(", ")),
    )
}

/// What rustc warns of in the exercise's file.
pub fn warnings(all: &[Exercise], exercise: &Exercise, messages: &[Message]) -> String {
    let its = messages
        .iter()
        .filter(|message| !message.error && blame::source(all, message).exercise() == Some(exercise));
    its.map(|message| format!("\n{}\n", message.rendered)).collect()
}

/// What the first failing check says, and the names of the others.
pub fn words(standing: &Standing<'_>, screen: Screen) -> String {
    let mut failing = standing.failing();
    let Some(first) = failing.next() else {
        return String::new();
    };
    let mut text = format!("\n  {}\n", screen.ink(Ink::Strong, first.fact()));
    let printed = first.printed();
    if !printed.is_empty() {
        text += "    your code printed:\n";
        let more = printed.len().saturating_sub(PRINTED);
        if more > 0 {
            text += &format!("    | ... {more} lines before\n");
        }
        text.extend(printed[more..].iter().map(|line| format!("    | {line}\n")));
    }
    text += &verdict(&first.words(), screen);
    let others: Vec<&str> = failing.map(|check| check.fact()).collect();
    if !others.is_empty() {
        let passed = match standing.passed() {
            0 => String::new(),
            passed => format!(", {passed} of {} pass", standing.checks.len()),
        };
        text += &format!("\n  not yet either{passed}:\n");
        text.extend(others.iter().take(NAMED).map(|fact| format!("    {fact}\n")));
        if others.len() > NAMED {
            text += &format!("    and {} more\n", others.len() - NAMED);
        }
    } else if standing.checks.len() > 1 {
        text += &format!("\n  the other {} pass\n", standing.passed());
    }
    text
}

/// `TO DO    words`, and what stands below it: folded to the width.
fn verdict(words: &str, screen: Screen) -> String {
    let mut text = String::new();
    for line in words.lines() {
        let (label, rest) = match line {
            _ if line.starts_with("TO DO ") => ("    TO DO", &line[6..]),
            _ if line.starts_with("NOT YET ") => ("    NOT YET", &line[8..]),
            _ => ("", line),
        };
        // The label is as wide as it looks, so its colour comes last.
        let folded = screen.paragraph(label, 13, rest);
        text += &folded.replacen(label, &screen.ink(Ink::Open, label), usize::from(!label.is_empty()));
    }
    text
}

/// What to type next.
fn commands(next: Option<&Standing<'_>>, screen: Screen) -> String {
    let Some(id) = next.map(|standing| standing.exercise.id()) else {
        return String::new();
    };
    let lines = [
        ("cargo x hint".to_owned(), "the next of three hints"),
        ("cargo x watch".to_owned(), "checks each time you save"),
        (format!("cargo test -p exercises {id}"), "its checks alone"),
        ("cargo x ch05".to_owned(), "another chapter, or ch05::NAME: an exercise"),
    ];
    let width = lines.iter().map(|(line, _)| line.len()).max().unwrap_or(0) + 2;
    let lines = lines.iter().map(|(line, what)| format!("  {line:width$}{}\n", screen.ink(Ink::Quiet, what)));
    "\n".to_owned() + &lines.collect::<String>()
}

/// How long the learner has waited, and for what.
pub fn times(checked: &Checked<'_>, screen: Screen) -> String {
    let words = format!("built in {}, checked in {}", seconds(checked.binary.took), seconds(checked.took));
    format!("\n{}\n", screen.ink(Ink::Quiet, &words))
}

/// `0.9 s`.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{check, exercise};
    use super::*;

    #[test]
    fn failures_are_a_to_do_list_by_the_first_words() {
        let all = [exercise("ch01_socket", "a"), exercise("ch01_socket", "b")];
        let run = [check("ch01::a::x", true), check("ch01::b::x", false)];
        let progress = Progress::of(&all, &run, &Default::default(), "", |_| String::new());
        assert_eq!(head(&progress), "1 of 2 done: what fails below is your to-do list, not a fault.\n");
        assert_eq!(
            total(&progress, Screen::plain()),
            "[#########################-------------------------]  1 of 2\n"
        );
        assert_eq!(chapters(&progress, Screen::plain()), "  Chapter 1 [#####-----]  1 of 2        \n");
    }

    #[test]
    fn the_first_failing_check_speaks_and_the_others_are_named() {
        let all = [exercise("ch01_socket", "a")];
        let mut run = vec![check("ch01::a::x", true), check("ch01::a::y", false), check("ch01::a::z", false)];
        run[1].said = "mine\n\nTO DO    Read on\n         exercises/src/ch01_socket/a.rs:7\n".to_owned();
        let progress = Progress::of(&all, &run, &Default::default(), "", |_| String::new());
        assert_eq!(
            words(&progress.all[0], Screen::plain()),
            "\n  y\n    your code printed:\n    | mine\n    TO DO    Read on\n             exercises/src/ch01_socket/a.rs:7\n\
             \n  not yet either, 1 of 3 pass:\n    z\n"
        );
        assert!(
            heading(&progress.all[0], "", None, Screen::plain())
                .contains("exercises/src/ch01_socket/a.rs:7\n")
        );
    }
}
