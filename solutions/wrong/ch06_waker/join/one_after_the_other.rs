//! Begins with the right one only when the left one is over: their waits come one after the other.
// <solution>
if this.left_output.is_none() {
    this.left_output = output_of(Pin::new(&mut this.left).poll(cx));
}
if this.left_output.is_none() {
    return Poll::Pending;
}
match Pin::new(&mut this.right).poll(cx) {
    Poll::Ready(right) => match this.left_output.take() {
        Some(left) => Poll::Ready((left, right)),
        None => Poll::Pending,
    },
    Poll::Pending => Poll::Pending,
}
// </solution>
