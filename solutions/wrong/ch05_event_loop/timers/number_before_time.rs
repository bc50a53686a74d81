//! Compares the numbers before the times: what was set first fires first, and hides what is due before it.
// <solution key>
pub struct TimerKey(u64, Instant);
// </solution>
// <solution insert>
let key = TimerKey(self.next, at);
self.next += 1;
self.waiting.insert(key, value);
key
// </solution>
// <solution next_deadline>
self.waiting.first_key_value().map(|(TimerKey(_, at), _)| *at)
// </solution>
// <solution expired>
let mut values = Vec::new();
while let Some(first) = self.waiting.first_entry()
    && first.key().1 <= now
{
    values.push(first.remove());
}
values
// </solution>
