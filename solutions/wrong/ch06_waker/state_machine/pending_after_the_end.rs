//! Says `Pending` when it is polled after its end: whoever does that waits for ever.
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) if price > limit => return Poll::Ready(None),
            Poll::Ready(price) => Buy::Pay { price, pay },
            Poll::Pending => {
                *self = Buy::Price { price: asked, limit, pay };
                return Poll::Pending;
            }
        },
        Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Pay { price, pay };
                return Poll::Pending;
            }
        },
        Buy::Returned => return Poll::Pending,
    }
}
// </solution>
