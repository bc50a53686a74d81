//! A coroutine inside a coroutine: who resumes whom, and whose wait it is.

use std::time::Duration;

use ch05_event_loop::{Core, Coroutine, EventLoop, Sleep, Step};
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "nested",
    about: "a coroutine inside a coroutine: passing a step up is all that `yield from` and `await` do",
    rows: "S16 S22",
    flags: &[],
    run,
};

// ANCHOR: told
/// Runs another coroutine and tells what passes through it, indented by how deep it stands.
struct Told<C> {
    /// How it is called in the telling.
    name: &'static str,
    /// How many stand around it.
    depth: usize,
    /// What it runs.
    inner: C,
}

impl<C: Coroutine> Coroutine for Told<C> {
    type Output = C::Output;

    fn resume(&mut self, core: &mut Core) -> Step<C::Output> {
        let indent = "    ".repeat(self.depth);
        say!("{indent}{} is resumed", self.name);
        let step = self.inner.resume(core);
        let said = match &step {
            Step::Wait(_) => "waits, and says so to whoever resumed it",
            Step::Yield => "gives way",
            Step::Done(_) => "is done",
        };
        say!("{indent}{} {said}", self.name);
        step
    }
}
// ANCHOR_END: told

fn run(_: &Args) -> Result<Report, Failure> {
    say!("the loop resumes one task; in it stand three coroutines, one inside the other\n");
    let sleep = Told { name: "sleep", depth: 3, inner: Sleep::For(Duration::from_millis(50)) };
    let middle = Told { name: "middle", depth: 2, inner: sleep };
    let outer = Told { name: "outer", depth: 1, inner: middle };
    EventLoop::new()?.run_until_complete(outer)?;
    say!("\nOne task, one wait: the loop knows only the outermost, and resumes only that.");
    Ok(Report { next: vec!["three".to_owned()], ..Report::default() })
}
