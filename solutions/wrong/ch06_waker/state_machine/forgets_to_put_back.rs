//! Takes the state out and does not put it back when it is pending: all is lost.
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) if price > limit => return Poll::Ready(None),
            Poll::Ready(price) => Buy::Pay { price, pay },
            Poll::Pending => return Poll::Pending,
        },
        Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => return Poll::Pending,
        },
        Buy::Returned => panic!("polled after its end"),
    }
}
// </solution>
