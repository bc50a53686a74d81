//! Polls both at every poll, also the one that is over.
// <solution>
if let Poll::Ready(left) = Pin::new(&mut this.left).poll(cx) {
    this.left_output = Some(left);
}
if let Poll::Ready(right) = Pin::new(&mut this.right).poll(cx) {
    this.right_output = Some(right);
}
if this.left_output.is_some() && this.right_output.is_some() {
    if let (Some(left), Some(right)) = (this.left_output.take(), this.right_output.take()) {
        return Poll::Ready((left, right));
    }
}
Poll::Pending
// </solution>
