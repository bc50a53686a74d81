//! `cargo x watch`: the checks, each time the learner saves.

use super::course::Standing;
use super::names::{self, Place};
use super::run::{self, Build};
use super::saves::Saves;
use super::terminal::{Ink, Screen, print};
use super::{Answer, Refused, all, look, trouble, view};
use crate::exercises::catalog::Exercise;
use crate::workspace::root;

/// Looks, waits for a save, looks again, until Ctrl-C.
///
/// # Errors
/// The exercises cannot be read, or the words mean no place.
pub fn command(words: &[&str]) -> Answer {
    let (all, screen) = (all()?, Screen::here());
    let poll = words.contains(&"--poll");
    let asked = match *words.iter().copied().filter(|word| *word != "--poll").collect::<Vec<_>>() {
        [] => None,
        [place] if !place.starts_with('-') => Some(names::place(&all, place).map_err(Refused::Typed)?),
        _ => return Err(Refused::Typed("`watch` takes a chapter or an exercise, and --poll".into())),
    };
    // Before the first look: what is saved while it runs counts too.
    let mut saves = Saves::watch(poll);
    let mut changed: Vec<&Exercise> = Vec::new();
    loop {
        if screen.colours {
            // Home, and wipe: the last look is in the way.
            print("\x1b[H\x1b[2J");
        }
        if let Err(why) = round(&all, asked, &changed, screen) {
            print(&format!("{}\n", why.trim_end()));
        }
        print(&("\n".to_owned() + &screen.paragraph("", 0, &saves.how())));
        let paths = saves.next();
        changed = all.iter().filter(|exercise| paths.contains(&root().join(exercise.file()))).collect();
    }
}

/// One look: first at what was saved, then at everything.
fn round(
    all: &[Exercise],
    asked: Option<Place<'_>>,
    changed: &[&Exercise],
    screen: Screen,
) -> Result<(), String> {
    let written = look::written(all);
    for exercise in changed {
        print(&format!("{} is saved.\n", exercise.id()));
    }
    match run::build(screen)? {
        Build::Broken { messages, cargo } => {
            print(&("\n".to_owned() + &trouble::text(all, &messages, &cargo, screen)))
        }
        Build::Ready(binary) => {
            for exercise in changed {
                let run = binary.checks(&(exercise.id() + "::"))?;
                let standing = Standing::of(exercise, &run, &look::order(exercise), false);
                print(&saved_words(&standing, screen));
                print(&view::warnings(all, exercise, &binary.warnings));
                print(&(view::words(&standing, screen) + "\n"));
            }
            let told = changed.first().map(|exercise| exercise.id());
            let checked = look::check(all, binary, written)?;
            print(&view::shown(all, &checked, asked, screen, told.as_deref()));
            print(&view::times(&checked, screen));
        }
    }
    Ok(())
}

/// The first line about what was saved.
fn saved_words(standing: &Standing<'_>, screen: Screen) -> String {
    let (id, passed, of) = (standing.exercise.id(), standing.passed(), standing.checks.len());
    if standing.solved() {
        screen.ink(Ink::Good, &view::solved_words(standing)) + "\n"
    } else {
        format!("{}: {passed} of {of} checks pass.\n", screen.ink(Ink::Strong, &id))
    }
}
