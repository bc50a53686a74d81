//! Two overlap, the third begins when both are over.

// <solution>
let _ = spawner;
let mut results = join_all(pages[..2].iter().map(|page| fetch(reactor, page, LIMIT))).await;
results.push(fetch(reactor, &pages[2], LIMIT).await);
results
// </solution>
