//! The futures are made first and awaited one after another: making them starts none.

// <solution>
let _ = spawner;
let made = pages.each_ref().map(|page| fetch(reactor, page, LIMIT));
let mut results = Vec::new();
for future in made {
    results.push(future.await);
}
results
// </solution>
