//! The reward: a run on the learner's own pieces, when a chapter is solved.

use std::process::ExitCode;
use std::time::Duration;

use super::course::{Progress, Standing};
use super::look::{self, Checked, Look};
use super::memory::Memory;
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, names, trouble};

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(20);

/// Draws a chapter's runs once more.
///
/// # Errors
/// The chapter has none yet, or a run does not come to its end.
pub fn command(chapter: &str) -> Answer {
    let (all, screen) = (all()?, Screen::here());
    let chapter = names::chapter(&all, chapter).map_err(Refused::Typed)?;
    match look::at(&all, screen)? {
        Look::Checked(checked) => {
            let runs = drawable(&checked.progress, chapter);
            if runs.is_empty() {
                return Err(Refused::Failed(why_not(&checked.progress, chapter)));
            }
            print(&runs.iter().map(|run| picture(&checked, run, screen)).collect::<String>());
            Ok(ExitCode::SUCCESS)
        }
        Look::Broken(messages, cargo) => {
            print(&trouble::text(&all, &messages, &cargo, screen));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What to show when something can be drawn that was not drawn before; `None`, if there is nothing new.
pub fn reward(checked: &Checked<'_>, memory: &mut Memory, screen: Screen) -> Option<String> {
    let progress = &checked.progress;
    let new: Vec<&str> = progress.drawable().into_iter().filter(|run| !memory.drawn(run)).collect();
    // Many at once: the memory was lost, or the work came from elsewhere. The last is enough.
    let last = *new.last()?;
    new.iter().for_each(|run| memory.set_drawn(run));
    let at = progress.chapters.iter().position(|chapter| last.starts_with(&chapter.name))?;
    let chapter = &progress.chapters[at];
    // What is no `your_run` is drawn for more than the chapter needs.
    let more = if last.ends_with("::your_run") { "" } else { ", and more than the next one needs" };
    let done = format!(
        "Well done: {} is solved{more}. This is a run on the pieces that you wrote:",
        chapter.title().to_lowercase()
    );
    let mut text = screen.ink(Ink::Good, &done) + "\n\n" + &picture(checked, last, screen);
    text += &format!("To see it again: cargo x draw {}\n", chapter.name);
    let page = progress.chapters.get(at + 1).and_then(|next| {
        let first = progress.chapter(&next.name).next()?;
        let page = first.exercise.page.split('#').next()?;
        Some(format!("Now {}: {page}\n", next.title().to_lowercase()))
    });
    Some(text + &page.unwrap_or_default())
}

/// A run, drawn; or why it was not.
fn picture(checked: &Checked<'_>, run: &str, screen: Screen) -> String {
    match checked.binary.drawing(run, screen, LIMIT) {
        Ok(drawing) => drawing.trim_matches('\n').to_owned() + "\n\n",
        Err(why) => format!("It could not be drawn: {}\n\n", why.trim()),
    }
}

/// The chapter's runs that can be drawn.
fn drawable<'p>(progress: &'p Progress<'_>, chapter: &str) -> Vec<&'p str> {
    progress.drawable().into_iter().filter(|run| run.split("::").next() == Some(chapter)).collect()
}

/// What is missing.
fn why_not(progress: &Progress<'_>, chapter: &str) -> String {
    let needed = progress.chapter(chapter).filter(|standing| !standing.exercise.optional);
    let open: Vec<&Standing<'_>> = needed.filter(|standing| !standing.solved()).collect();
    if open.is_empty() {
        return format!("{chapter} has no run to be drawn");
    }
    let ids: Vec<String> = open.iter().map(|standing| standing.exercise.id()).collect();
    format!("{chapter} can be drawn when it is solved; open: {}", ids.join(", "))
}
