//! Takes the seat first, and does not give it back when the payment fails.
// <solution>
let mut taken = self.lock();
if taken.contains_key(&seat) {
    return false;
}
taken.insert(seat, name.to_owned());
drop(taken);
pay()
// </solution>
