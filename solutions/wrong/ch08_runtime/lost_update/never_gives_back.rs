//! Takes the ticket first, and gives it back to nobody when the money is refused.
// <solution sell>
if tickets.get() == 0 {
    return false;
}
tickets.set(tickets.get() - 1);
pay.await
// </solution>
