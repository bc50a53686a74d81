//! Waits before it looks whether anyone is left.
// <solution>
let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
let mut results = BTreeMap::new();
for (key, peer) in peers.into_iter().enumerate() {
    open.insert(key, (Source::new(poller, peer, key)?, Answer::default()));
}
for (source, _) in open.values() {
    source.arm(Interest::Readable.event(source.key()))?;
}
let mut events = Events::new();
loop {
    events.clear();
    poller.wait(&mut events, None)?;
    for event in events.iter() {
        let Some((source, answer)) = open.get_mut(&event.key) else { continue };
        let step = match answer.advance(&**source) {
            Ok(None) => source.arm(Interest::Readable.event(event.key)).map(|()| None),
            over => over,
        };
        if let Some(result) = step.transpose() {
            results.insert(event.key, result);
            open.remove(&event.key);
        }
    }
    if open.is_empty() {
        return Ok(results.into_values().collect());
    }
}
// </solution>
