//! A fast producer and a slow consumer, and the queue between them: without a limit, and with one.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ch08_runtime::sync::mpsc;
use ch08_runtime::{block_on, join, sleep, yield_now};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};

use super::ticker::ms;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "queue",
    about: "a fast producer and a slow consumer: how long the queue gets between them, without a limit and with one",
    rows: "S24",
    flags: &[
        Flag { name: "items", value: Value::Number(1, 100_000), about: "how many items (500)" },
        Flag { name: "limit", value: Value::Number(1, 100_000), about: "the limit (8)" },
    ],
    run,
};

/// What one of the two queues has led to.
struct Outcome {
    /// The most items in it at one instant.
    longest: u64,
    /// When the producer was done,
    produced: Duration,
    /// and when the consumer was.
    consumed: Duration,
}

// ANCHOR: queue
/// Passes so many items through a queue with so many places.
async fn pass(items: u64, places: usize) -> Outcome {
    let (sender, mut receiver) = mpsc::channel(places);
    let (start, waiting, longest) = (Instant::now(), Cell::new(0_u64), Cell::new(0));
    let produce = async {
        for item in 0..items {
            if sender.send(item).await.is_err() {
                break; // nobody wants them any more
            }
            waiting.update(|n| n + 1);
            longest.set(longest.get().max(waiting.get()));
            yield_now().await;
        }
        drop(sender); // the end of the stream, for the consumer
        start.elapsed()
    };
    let consume = async {
        while receiver.recv().await.is_some() {
            waiting.update(|n| n - 1);
            sleep(Duration::from_millis(1)).await; // the work
        }
        start.elapsed()
    };
    let (produced, consumed) = join(produce, consume).await;
    Outcome { longest: longest.get(), produced, consumed }
}
// ANCHOR_END: queue

fn run(args: &Args) -> Result<Report, Failure> {
    let items = args.number("items").unwrap_or(500);
    let limit = usize::try_from(args.number("limit").unwrap_or(8))?;
    let line = |name: &str, outcome: Outcome| {
        format!(
            "  {name:<24}{:>12}{:>16.0} ms{:>16.0} ms",
            outcome.longest,
            ms(outcome.produced),
            ms(outcome.consumed)
        )
    };
    let text = [
        format!("{items} items. To make one takes nothing, to work it off 1 ms and more.\n"),
        format!("  {:<24}{:>12}{:>19}{:>19}", "", "longest queue", "producer done", "consumer done"),
        line("room for all", block_on(pass(items, usize::try_from(items)?))),
        line(&format!("room for {limit}"), block_on(pass(items, limit))),
    ];
    Ok(Report {
        intro: text.join("\n"),
        remarks: vec![
            "It takes the same time. What the limit changes is where the items wait: in memory, or not yet made.".to_owned(),
        ],
        next: ["queue --limit 1", "chat", "crawler"].map(str::to_owned).into(),
        ..Report::default()
    })
}
