//! Keeps the lock while the money is taken: all others wait for one payment.
// <solution>
let mut taken = self.lock();
if taken.contains_key(&seat) {
    return false;
}
let paid = pay();
if paid {
    taken.insert(seat, name.to_owned());
}
paid
// </solution>
