//! Asks all sockets in a loop: the waits overlap, and a core burns.
// <solution>
let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
let mut results = BTreeMap::new();
for (key, peer) in peers.into_iter().enumerate() {
    open.insert(key, (Source::new(poller, peer, key)?, Answer::default()));
}
while !open.is_empty() {
    open.retain(|&key, (source, answer)| match answer.advance(&**source).transpose() {
        Some(result) => {
            results.insert(key, result);
            false
        }
        None => true,
    });
}
Ok(results.into_values().collect())
// </solution>
