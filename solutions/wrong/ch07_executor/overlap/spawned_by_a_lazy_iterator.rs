//! Tasks are spawned by an iterator that is lazy: each only when the loop comes to it.

// <solution>
let tasks = pages.iter().cloned().map(|page| {
    let reactor = reactor.clone();
    spawner.spawn(async move { fetch(&reactor, &page, LIMIT).await })
});
let mut results = Vec::new();
for task in tasks {
    results.extend(task.await);
}
results
// </solution>
