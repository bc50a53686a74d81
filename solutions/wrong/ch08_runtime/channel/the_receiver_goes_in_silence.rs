//! Notes that the receiver is gone, and does not wake those who wait for a place.
// <solution receiver_gone>
lock(&self.state).receiver_gone = true;
// </solution>
