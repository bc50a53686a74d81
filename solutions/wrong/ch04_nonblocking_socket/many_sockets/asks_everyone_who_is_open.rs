//! Asks all peers on each wake, and never looks at `event.key`.
// <solution>
let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
let mut results = BTreeMap::new();
for (key, peer) in peers.into_iter().enumerate() {
    open.insert(key, (Source::new(poller, peer, key)?, Answer::default()));
}
let mut events = Events::new();
loop {
    open.retain(|&key, (source, answer)| {
        let step = match answer.advance(&**source) {
            Ok(None) => source.arm(Interest::Readable.event(key)).map(|()| None),
            over => over,
        };
        match step.transpose() {
            Some(result) => {
                results.insert(key, result);
                false
            }
            None => true,
        }
    });
    if open.is_empty() {
        return Ok(results.into_values().collect());
    }
    events.clear();
    poller.wait(&mut events, None)?;
}
// </solution>
