//! The guard gives the ticket back in any case, also when it is sold.
// <solution sell>
let Some(_reserved) = Reserved::one_of(tickets) else { return false };
pay.await
// </solution>
