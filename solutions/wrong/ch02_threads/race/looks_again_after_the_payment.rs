//! Looks again after the payment: the seat is sold once, but two have paid for it.
// <solution>
if self.lock().contains_key(&seat) {
    return false;
}
if !pay() {
    return false;
}
let mut taken = self.lock();
if taken.contains_key(&seat) {
    return false;
}
taken.insert(seat, name.to_owned());
true
// </solution>
