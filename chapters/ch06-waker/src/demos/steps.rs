//! From chapter 5's coroutine to a future, in three steps; each is a program of its own.

use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

#[path = "../../examples/ch06_step_a.rs"]
mod a;
#[path = "../../examples/ch06_step_b.rs"]
mod b;
#[path = "../../examples/ch06_step_c.rs"]
mod c;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "steps",
    about: "from a coroutine to a future in three steps: a task id, an opaque *continue me*, the Waker",
    rows: "S22",
    flags: &[],
    run,
};

fn run(_: &Args) -> Result<Report, Failure> {
    say!("Two tasks and a mailbox between them, three times. What the reader leaves in the mailbox:\n");
    say!("A. its own task id; the writer puts it into the loop's queue");
    a::main();
    say!("\nB. an opaque *continue me*; the writer calls it, and knows of no loop");
    b::main();
    say!("\nC. the same, under the standard library's names: Future, Poll, Context, Waker");
    c::main();
    say!("");
    Ok(Report {
        remarks: vec![
            "Nothing has changed but who knows what. In A the writer must know the loop, and in C any writer"
                .to_owned(),
            "wakes any task of any loop.".to_owned(),
        ],
        next: ["journey", "raw"].map(str::to_owned).to_vec(),
        ..Report::default()
    })
}
