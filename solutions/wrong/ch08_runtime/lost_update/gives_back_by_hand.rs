//! Gives the ticket back in a line after the await: a future that is dropped never comes there.
// <solution sell>
if tickets.get() == 0 {
    return false;
}
tickets.set(tickets.get() - 1);
let paid = pay.await;
if !paid {
    tickets.set(tickets.get() + 1);
}
paid
// </solution>
