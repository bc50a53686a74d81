//! Looks once more after the await, and sends a buyer away who has paid.
// <solution sell>
if tickets.get() == 0 || !pay.await || tickets.get() == 0 {
    return false;
}
tickets.set(tickets.get() - 1);
true
// </solution>
