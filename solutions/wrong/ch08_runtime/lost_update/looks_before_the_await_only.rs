//! Writes in one go after the await, but has looked before it: two buyers pay for one ticket.
// <solution sell>
if tickets.get() == 0 {
    return false;
}
let paid = pay.await;
if paid {
    tickets.set(tickets.get().saturating_sub(1));
}
paid
// </solution>
