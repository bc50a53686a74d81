//! Polls the futures with a waker that does nothing: what they wait for comes, and nobody hears of it.
// <solution>
let mut nobody = Context::from_waker(std::task::Waker::noop());
let cx = &mut nobody;
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
        Poll::Pending
    }
}
// </solution>
