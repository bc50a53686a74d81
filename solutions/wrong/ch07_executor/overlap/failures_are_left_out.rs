//! What failed is left out, so the caller no longer knows which page is which.

// <solution>
let _ = spawner;
let all = join_all(pages.iter().map(|page| fetch(reactor, page, LIMIT))).await;
all.into_iter().filter(Result::is_ok).collect()
// </solution>
