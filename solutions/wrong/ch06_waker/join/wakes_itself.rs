//! Wakes its own task whenever it is pending: right in the end, and a core burns until then.
// <solution>
if this.left_output.is_none() {
    this.left_output = output_of(Pin::new(&mut this.left).poll(cx));
}
if this.right_output.is_none() {
    this.right_output = output_of(Pin::new(&mut this.right).poll(cx));
}
match (this.left_output.take(), this.right_output.take()) {
    (Some(left), Some(right)) => Poll::Ready((left, right)),
    unfinished => {
        (this.left_output, this.right_output) = unfinished;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// </solution>
