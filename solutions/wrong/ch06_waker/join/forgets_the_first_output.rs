//! Takes both outputs out to look at them, and does not put back the one that was there.
// <solution>
if this.left_output.is_none() {
    this.left_output = output_of(Pin::new(&mut this.left).poll(cx));
}
if this.right_output.is_none() {
    this.right_output = output_of(Pin::new(&mut this.right).poll(cx));
}
match (this.left_output.take(), this.right_output.take()) {
    (Some(left), Some(right)) => Poll::Ready((left, right)),
    _ => Poll::Pending,
}
// </solution>
