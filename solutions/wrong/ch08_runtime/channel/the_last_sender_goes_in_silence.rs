//! Counts the senders, and does not wake the receiver when the last one goes.
// <solution sender_gone>
lock(&self.state).senders -= 1;
// </solution>
