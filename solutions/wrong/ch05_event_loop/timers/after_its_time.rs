//! Fires only *after* the time: a loop that has slept until then finds nobody due, and spins.
// <solution expired>
let mut values = Vec::new();
while let Some(first) = self.waiting.first_entry()
    && first.key().0 < now
{
    values.push(first.remove());
}
values
// </solution>
