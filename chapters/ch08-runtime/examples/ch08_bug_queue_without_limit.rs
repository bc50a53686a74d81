//! Bug: a queue without a limit between a task that is fast and one that is slow; everything lies in memory.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_queue_without_limit
//! ```
//!
//! On a good day the slow one keeps up. On the day when it does not, the queue grows until the system ends the program.
//! asyncio's `Queue()` and its `writer.write()` without `drain()` are such queues; so is tokio's `unbounded_channel`.
#![forbid(unsafe_code)]

use ch08_runtime::sync::mpsc::channel;
use ch08_runtime::{block_on, join, yield_now};
use lab::say;

/// A message, of a kibibyte each.
type Message = Box<[u8; 1024]>;

const MESSAGES: usize = 10_000;
/// More than will ever be sent: as good as no limit.
const NO_LIMIT: usize = MESSAGES;

// ANCHOR: queue
/// Sends all messages through a queue with so many places. How many lay in it, at the most, and how many arrived.
fn most_in_the_queue(places: usize) -> (usize, usize) {
    let (sender, mut receiver) = channel::<Message>(places);
    let (sent, mut received, mut most) = (std::cell::Cell::new(0), 0, 0);
    let fast = async {
        for _ in 0..MESSAGES {
            // Here a full queue makes the fast one wait for the slow one. A queue that is never full does not.
            let _ = sender.send(Box::new([0; 1024])).await;
            sent.update(|n| n + 1);
        }
        drop(sender);
    };
    let slow = async {
        while receiver.recv().await.is_some() {
            most = most.max(sent.get() - received);
            received += 1;
            yield_now().await; // others have their turn for each message
        }
    };
    block_on(join(fast, slow));
    (most, received)
}
// ANCHOR_END: queue

fn main() {
    for (name, places) in [("wrong: no limit: ", NO_LIMIT), ("right: 16 places:", 16)] {
        let (most, received) = most_in_the_queue(places);
        say!("{name} up to {most} messages of 1 KiB lie in the queue; {received} of {MESSAGES} arrive");
    }
}
