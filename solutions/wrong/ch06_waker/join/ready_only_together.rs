//! Keeps no output: it is ready only if both are ready at the same poll.
// <solution>
let left = Pin::new(&mut this.left).poll(cx);
let right = Pin::new(&mut this.right).poll(cx);
match (left, right) {
    (Poll::Ready(left), Poll::Ready(right)) => Poll::Ready((left, right)),
    _ => Poll::Pending,
}
// </solution>
