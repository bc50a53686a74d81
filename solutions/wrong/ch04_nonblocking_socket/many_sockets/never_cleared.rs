//! Never empties the list of events: who was told once is asked after each wait, until the list is full.
// <solution>
let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
let mut results = BTreeMap::new();
for (key, peer) in peers.into_iter().enumerate() {
    open.insert(key, (Source::new(poller, peer, key)?, Answer::default()));
}
let mut ready: Vec<usize> = open.keys().copied().collect();
let mut events = Events::new();
loop {
    for key in ready.drain(..) {
        let Some((source, answer)) = open.get_mut(&key) else { continue };
        let step = match answer.advance(&**source) {
            Ok(None) => source.arm(Interest::Readable.event(key)).map(|()| None),
            over => over,
        };
        if let Some(result) = step.transpose() {
            results.insert(key, result);
            open.remove(&key);
        }
    }
    if open.is_empty() {
        return Ok(results.into_values().collect());
    }
    poller.wait(&mut events, None)?;
    ready.extend(events.iter().map(|event| event.key));
}
// </solution>
