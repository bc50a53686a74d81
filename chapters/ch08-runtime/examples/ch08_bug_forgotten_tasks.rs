//! Bug: tasks are spawned and forgotten, so nobody hears that some of them failed.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_forgotten_tasks
//! ```
//!
//! A task's error and a task's panic go to its `JoinHandle`. Dropped, the handle takes them along. (asyncio says "Task
//! exception was never retrieved" when the task is collected; tokio says nothing either.)
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::panic;
use std::rc::Rc;
use std::time::Duration;

use ch08_runtime::{JoinSet, block_on, sleep, spawn};
use lab::say;

/// Saves one of the records. Two are too long, and for one there is a mistake in the program.
async fn save(record: u32, saved: Rc<Cell<u32>>) -> Result<(), String> {
    sleep(Duration::from_millis(1)).await;
    match record {
        2 | 5 => return Err(format!("record {record} is too long")),
        7 => panic!("record {record}: index out of bounds"),
        _ => saved.update(|n| n + 1),
    }
    Ok(())
}

// ANCHOR: wrong
/// Wrong: the handle is dropped, and whatever the task has to say with it. There is nothing to give back.
async fn spawned_and_forgotten(saved: &Rc<Cell<u32>>) -> Vec<String> {
    for record in 1..=10 {
        drop(spawn(save(record, Rc::clone(saved))));
    }
    sleep(Duration::from_millis(50)).await; // "they will be done by then"
    Vec::new()
}
// ANCHOR_END: wrong

// ANCHOR: right
/// Repair: a `JoinSet` holds them, and gives each one's end.
async fn kept_in_a_set(saved: &Rc<Cell<u32>>) -> Vec<String> {
    let mut saving = JoinSet::new();
    for record in 1..=10 {
        saving.spawn(save(record, Rc::clone(saved)));
    }
    let mut errors = Vec::new();
    while let Some(ended) = saving.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => errors.push(error),
            Err(panicked) => errors.push(panicked.to_string()),
        }
    }
    errors
}
// ANCHOR_END: right

fn main() {
    // As in a service whose stderr nobody reads.
    panic::set_hook(Box::new(|_| {}));

    let saved = Rc::<Cell<u32>>::default();
    let errors = block_on(spawned_and_forgotten(&saved));
    say!("wrong: handles dropped: of 10 records {} are saved, and {} errors came", saved.get(), errors.len());

    let saved = Rc::<Cell<u32>>::default();
    let errors = block_on(kept_in_a_set(&saved));
    say!("right: a JoinSet:       of 10 records {} are saved, and {} errors came", saved.get(), errors.len());
    errors.iter().for_each(|error| say!("       {error}"));
}
