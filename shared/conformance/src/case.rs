//! One case of the suite, and how it is run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::Program;
use crate::patience;

/// One fact that holds for every chapter's program.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The file it stands in: `serve_framing`.
    pub subject: &'static str,
    /// The fact: `the_root_is_always_the_same_bytes`.
    pub name: &'static str,
    /// The source of that file, where the case's sentence is read from.
    pub source: &'static str,
    /// Tries it. Panics when it is not so.
    pub check: fn(&Program),
}

impl Case {
    /// The first sentence of its documentation, from the source: so that it is written once.
    pub fn doc(&self) -> String {
        let signature = format!("pub fn {}(", self.name);
        let above = self.source.split(&signature).next().unwrap_or_default();
        let mut lines: Vec<&str> =
            above.lines().rev().map_while(|line| line.strip_prefix("///")).map(str::trim).collect();
        lines.reverse();
        let text = lines.join(" ");
        text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
    }

    /// Runs it against a program, on a thread of its own, under a watchdog.
    ///
    /// A case that the program is known to fail must fail: once it passes, the note has to go.
    ///
    /// # Panics
    /// When the program does not behave.
    pub fn run(self, program: Program) {
        let id = format!("{}::{}", self.subject, self.name);
        let known = program.is_known_to_fail(&id);
        let check = {
            let id = id.clone();
            move || {
                lab::probe::within(
                    patience::CASE,
                    &id,
                    || "every step has a limit of its own, so it went round and round".to_owned(),
                    move || (self.check)(&program),
                );
            }
        };
        if !known {
            return check();
        }
        if catch_unwind(AssertUnwindSafe(check)).is_ok() {
            panic!("{id} passes now: take it out of the program's known failures");
        }
    }
}
