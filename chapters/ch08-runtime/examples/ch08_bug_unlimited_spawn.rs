//! Bug: a task for each item of a long list, all at once; whoever is at the other end pays for it.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_unlimited_spawn
//! ```
//!
//! Tasks are cheap. What they hold is not: a socket here, a place in somebody's server there.
#![forbid(unsafe_code)]

use std::io;
use std::sync::Arc;

use ch08_runtime::fetch::fetch;
use ch08_runtime::sync::Semaphore;
use ch08_runtime::{JoinSet, block_on};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::say;
use lab::server::Server;

/// The list.
const ITEMS: usize = 100;

/// Fetches the whole list, with so many permits; gives how many came.
async fn fetch_all(server: &Server, permits: usize) -> usize {
    let url = server.url("/delay/200");
    let semaphore = Arc::new(Semaphore::new(permits));
    let mut tasks = JoinSet::new();
    // ANCHOR: semaphore
    for _ in 0..ITEMS {
        let (url, semaphore) = (url.clone(), Arc::clone(&semaphore));
        tasks.spawn(async move {
            let _permit = semaphore.acquire().await; // given back when the task is over, however it ends
            fetch(&url, DEFAULT_TIMEOUT).await.is_ok()
        });
    }
    // ANCHOR_END: semaphore
    let mut came = 0;
    while let Some(ended) = tasks.join_next().await {
        came += usize::from(ended == Ok(true));
    }
    came
}

fn main() -> io::Result<()> {
    lab::net::raise_fd_limit();
    for (name, permits) in [("wrong", ITEMS), ("right", 20)] {
        let server = Server::start()?;
        let came = block_on(fetch_all(&server, permits));
        let most = server.counts().most_in_flight;
        say!("{name}: {permits} permits: {came} of {ITEMS} came; the server had {most} requests at once");
    }
    Ok(())
}
