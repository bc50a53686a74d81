//! Takes the seat in one step, with `insert`, which also takes it away from whoever had it.
// <solution>
let before = self.lock().insert(seat, name.to_owned());
if before.is_some() {
    return false;
}
let paid = pay();
if !paid {
    self.lock().remove(&seat);
}
paid
// </solution>
