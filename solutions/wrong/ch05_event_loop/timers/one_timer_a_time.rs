//! Gives all timers of one time the same key: the later takes the earlier's place.
// <solution insert>
let key = TimerKey(at, 0);
self.waiting.insert(key, value);
key
// </solution>
