//! Numbers a timer by how many are set: after a cancel or a firing, a key is given a second time.
// <solution insert>
let key = TimerKey(at, self.waiting.len() as u64);
self.waiting.insert(key, value);
key
// </solution>
