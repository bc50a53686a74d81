//! Tasks are made, but each is awaited before the next is spawned.

// <solution>
let mut results = Vec::new();
for page in pages.clone() {
    let reactor = reactor.clone();
    let task = spawner.spawn(async move { fetch(&reactor, &page, LIMIT).await });
    results.extend(task.await);
}
results
// </solution>
