//! Counts down: of the timers for one time, the one that was set last fires first.
// <solution insert>
let key = TimerKey(at, u64::MAX - self.next);
self.next += 1;
self.waiting.insert(key, value);
key
// </solution>
