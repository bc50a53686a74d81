//! Arms every socket after every event, the ended ones too: they are readable for ever.
// <solution>
let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
let mut results = BTreeMap::new();
for (key, peer) in peers.into_iter().enumerate() {
    open.insert(key, (Source::new(poller, peer, key)?, Answer::default()));
}
let peers = open.len();
let mut events = Events::new();
for (source, _) in open.values() {
    source.arm(Interest::Readable.event(source.key()))?;
}
while results.len() < peers {
    events.clear();
    poller.wait(&mut events, None)?;
    for event in events.iter() {
        let Some((source, answer)) = open.get_mut(&event.key) else { continue };
        if let Some(result) = answer.advance(&**source).transpose() {
            results.entry(event.key).or_insert(result);
        }
        source.arm(Interest::Readable.event(event.key))?;
    }
}
Ok(results.into_values().collect())
// </solution>
