//! # The last ticket
//!
//! - minutes: 10
//! - idea: at each await the others have their turn, so what was read before it is old; and it may never come back
//! - page: chapters/ch08-runtime/talk.md#why-messages-when-one-thread-runs-all
//!
//! Tickets are sold by many tasks of one thread. `sell` below looks whether one is left, waits for the money, and writes
//! the new number. No two lines of it ever run at the same time, and still the last ticket is sold twice.
//!
//! Repair it. What is promised:
//!
//! - Nobody pays for a ticket that is not there: `pay` is awaited only for a ticket that nobody else can get.
//! - Whoever takes long to pay keeps nobody waiting, as long as other tickets are left.
//! - A ticket that was not sold can be sold again: the money was refused, or the buyer has gone. A buyer who goes away
//!   drops the future of `sell`, at its await.

use std::cell::Cell;

// TODO: What gives the ticket back, however the sale ends?

/// Sells one of the tickets, if one is left and the buyer pays. Gives back whether it was sold.
///
/// Dropped: the ticket is for sale again.
pub async fn sell(tickets: &Cell<u32>, pay: impl Future<Output = bool>) -> bool {
    // TODO: What do others do while this one waits for the money?
    let left = tickets.get();
    if left == 0 {
        return false;
    }
    let paid = pay.await;
    if paid {
        tickets.set(left - 1);
    }
    paid
}
