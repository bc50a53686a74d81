//! Takes the seat before the payment, but gives the lock back between the look and the taking.
// <solution>
if self.lock().contains_key(&seat) {
    return false;
}
self.lock().insert(seat, name.to_owned());
let paid = pay();
if !paid {
    self.lock().remove(&seat);
}
paid
// </solution>
