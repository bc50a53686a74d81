//! # Three waits, one above another
//!
//! - minutes: 5
//! - idea: a future does nothing until it is polled, and `await` polls only the one it stands at
//! - page: chapters/ch07-executor/together.md#the-commonest-mistake-awaited-one-after-another
//!
//! A page is put together from three others. The code below makes three futures and awaits them: the result is right, but
//! the second request begins when the first is answered. Repair it: the server shall have all three at once.

use std::time::Duration;

use ch07_executor::fetch::fetch;
use ch07_executor::{Reactor, Spawner, join_all};
use lab::fetch::{FetchResult, Target};

/// How long one page may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Fetches three pages at once. What became of each, in the order in which they were asked for: one that fails does no
/// harm to the others.
///
/// There are two ways. A spawner makes tasks, and they must own what they use ([`Target`] and [`Reactor`] can be cloned). What
/// a task's handle gives is in a `Result` of its own, as the task may have panicked or been cancelled: no `fetch` does, so
/// `expect` may open it. The other way needs no tasks.
pub async fn three_pages(reactor: &Reactor, spawner: &Spawner, pages: &[Target; 3]) -> Vec<FetchResult> {
    // TODO: Make the three waits overlap.
    // <starter>
    // let [first, second, third] = pages;
    // let first = fetch(reactor, first, LIMIT);
    // let second = fetch(reactor, second, LIMIT);
    // let third = fetch(reactor, third, LIMIT);
    // vec![first.await, second.await, third.await]
    // <solution>
    let _ = spawner; // one task is enough: it polls all three, and its waits lie above one another
    join_all(pages.iter().map(|page| fetch(reactor, page, LIMIT))).await
    // </solution>
}
