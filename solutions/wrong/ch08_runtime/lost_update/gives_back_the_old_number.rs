//! When the money is refused, the number from before the await is written back: what was sold meanwhile is for sale again.
// <solution sell>
let before = tickets.get();
let Some(reserved) = Reserved::one_of(tickets) else { return false };
let paid = pay.await;
reserved.sold();
if !paid {
    tickets.set(before);
}
paid
// </solution>
