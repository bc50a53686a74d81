//! Waits for the first peer to its end, then for the second.
// <solution>
let mut results = Vec::new();
for (key, peer) in peers.into_iter().enumerate() {
    let source = Source::new(poller, peer, key)?;
    results.push(super::one_socket::read_all(&source, poller));
}
Ok(results)
// </solution>
