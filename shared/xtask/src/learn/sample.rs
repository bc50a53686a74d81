//! Exercises and checks for tests.

use super::outcome::{Check, End};
use crate::exercises::catalog::Exercise;

/// An exercise of that folder and name.
pub fn exercise(folder: &str, name: &str) -> Exercise {
    Exercise {
        chapter: folder[..4].to_owned(),
        folder: folder.to_owned(),
        name: name.to_owned(),
        title: format!("The {name}"),
        minutes: 10,
        idea: format!("the idea of {name}"),
        page: "chapters/page.md#here".to_owned(),
        optional: false,
        uses: Vec::new(),
    }
}

/// A check of that name.
pub fn check(name: &str, passed: bool) -> Check {
    let end = if passed { End::Passed } else { End::Failed };
    let said = if passed { String::new() } else { format!("NOT YET  {name} is wrong\n") };
    Check { name: name.to_owned(), end, said }
}
