//! A future, its executor, and the world outside: who does what, and in which order.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ch06_waker::delivery;
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};

use super::watched::{By, Watch, block_on};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "journey",
    about: "one future from its first poll to its end: executor, future, and the world outside, in three columns",
    rows: "S22",
    flags: &[Flag {
        name: "delay",
        value: Value::Number(0, 5_000),
        about: "how long the letter takes, in ms (100)",
    }],
    run,
};

// ANCHOR: journey
/// A friend brings a letter; we wait for it.
fn journey(watch: &Arc<Watch>, delay: Duration) -> Result<&'static str, Failure> {
    let (courier, letter) = delivery();
    let friend = lab::thread::spawn("friend", {
        let watch = Arc::clone(watch);
        move || {
            watch.until_parked();
            thread::sleep(delay);
            watch.note(By::Outside, "a letter comes");
            courier.deliver("come tomorrow");
        }
    })?;
    let letter = block_on(watch, watch.told(letter));
    let _ = friend.join();
    Ok(letter)
}
// ANCHOR_END: journey

fn run(args: &Args) -> Result<Report, Failure> {
    let delay = Duration::from_millis(args.number("delay").unwrap_or(100));
    let watch = Watch::new();
    let (letter, run) = Run::measure("journey", || journey(&watch, delay));
    let letter = letter?;
    Ok(Report {
        intro: format!(
            "A future waits for a letter, which another thread brings after {} ms.\n\n{}",
            delay.as_millis(),
            watch.table()
        ),
        runs: vec![run],
        remarks: vec![
            format!("The letter: \"{letter}\". {} polls, {} wake.", watch.polls(), watch.wakes()),
            "The future does nothing between its polls; it is not even asked. What it left outside is the waker."
                .to_owned(),
        ],
        next: ["forget", "wakes", "machine", "raw", "steps"].map(str::to_owned).to_vec(),
    })
}
