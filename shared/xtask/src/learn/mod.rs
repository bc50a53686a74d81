//! The learner's helper: what is done, what comes next, and what its checks say.
//!
//! # Implementation
//! Progress is what the checks say, and nothing else: each command builds and runs them ([`run`]), reads what they printed
//! ([`outcome`]), and says it in words ([`view`]). One thread; beside it one for each pipe that must not fill, and in
//! [`saves`] the one that the system's file watcher brings. A learner's file is only ever replaced whole ([`files`]), and
//! what stood there is kept ([`aside`]).

mod aside;
mod blame;
mod course;
mod draw;
mod files;
mod hint;
mod list;
mod look;
mod memory;
mod messages;
mod names;
mod next;
mod outcome;
mod run;
#[cfg(test)]
mod sample;
mod saves;
mod show;
mod terminal;
mod trouble;
mod view;
mod watch;

use std::process::ExitCode;

use crate::exercises::catalog::{self, Exercise};

/// The learner's part of `cargo x help`.
pub const HELP: &str = "\
cargo x: your exercises

  cargo x               how far you are, what comes next, and what its checks say
  cargo x ch05          the same for a chapter, or with `cargo x NAME` for an exercise
  cargo x watch         the same each time you save, wherever you are; or only for one: cargo x watch ch05, or NAME;
                        --poll where no system tells about saves (network folders, Windows folders in WSL2)
  cargo x list          all exercises, or a chapter's: cargo x list ch05
  cargo x hint [NAME]   the next of three hints for the next exercise, or for NAME; --all
  cargo x skip NAME     sets your unfinished file aside and puts the starter back, so that the others can be built
  cargo x resume NAME   brings it back
  cargo x reset NAME    begins the exercise again; what you wrote is kept in exercises/aside
  cargo x show NAME     your file beside the solution, after asking; --yes
  cargo x draw CHAPTER  a run on your own pieces, once the chapter is solved

  NAME is ch05::timers, or timers, or the file's path. The same checks, by cargo: cargo test -p exercises ch05::timers
";

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Refused {
    /// It was typed wrongly.
    Typed(String),
    /// It could not be done.
    Failed(String),
}

impl From<String> for Refused {
    fn from(why: String) -> Refused {
        Refused::Failed(why)
    }
}

/// How a command ends.
pub type Answer = Result<ExitCode, Refused>;

/// Carries out one of the learner's commands; `None`, if it is none.
pub fn answer(words: &[&str]) -> Option<ExitCode> {
    let result = match *words {
        [] => view::command(None),
        [place] if names::is_place(place) => view::command(Some(place)),
        ["list"] => list::command(None),
        ["list", chapter] => list::command(Some(chapter)),
        ["watch", ref words @ ..] => watch::command(words),
        ["hint", ref words @ ..] => hint::command(words),
        ["skip", name] => aside::skip(name),
        ["resume", name] => aside::resume(name),
        ["reset", name] => aside::reset(name),
        ["show", ref words @ ..] => show::command(words),
        ["draw", chapter] => draw::command(chapter),
        [name @ ("skip" | "resume" | "reset"), ..] => Err(Refused::Typed(format!(
            "`{name}` takes the name of an exercise: cargo x {name} ch01::read_all"
        ))),
        ["draw", ..] => Err(Refused::Typed("`draw` takes the name of a chapter: cargo x draw ch01".into())),
        ["list", ..] => Err(Refused::Typed("`list` takes the name of a chapter: cargo x list ch05".into())),
        _ => return None,
    };
    Some(code(result))
}

/// The view of the exercise with that name; `None`, if none has it. Commands are called by one word too, and come first.
pub fn look_at(name: &str) -> Option<ExitCode> {
    let known = all().is_ok_and(|all| names::find(&all, name).is_ok());
    known.then(|| code(view::command(Some(name))))
}

/// How the process ends.
fn code(result: Answer) -> ExitCode {
    result.unwrap_or_else(|refused| {
        let (why, code) = match refused {
            Refused::Typed(why) => (why, 2),
            Refused::Failed(why) => (why, 1),
        };
        eprintln!("cargo x: {}", why.trim_end());
        ExitCode::from(code)
    })
}

/// The exercise of that name.
fn named<'e>(all: &'e [Exercise], name: &str) -> Result<&'e Exercise, Refused> {
    names::find(all, name).map_err(Refused::Typed)
}

/// All exercises.
fn all() -> Result<Vec<Exercise>, Refused> {
    Ok(catalog::exercises()?)
}
