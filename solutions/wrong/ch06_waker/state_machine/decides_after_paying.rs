//! Forgets the way out in the middle: it pays first, and looks at the limit afterwards.
// <solution states>
Pay { price: u32, limit: u32, pay: B },
Returned,
// </solution>
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) => Buy::Pay { price, limit, pay },
            Poll::Pending => {
                *self = Buy::Price { price: asked, limit, pay };
                return Poll::Pending;
            }
        },
        Buy::Pay { price, limit, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(_) if price > limit => return Poll::Ready(None),
            Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Pay { price, limit, pay };
                return Poll::Pending;
            }
        },
        Buy::Returned => panic!("polled after its end"),
    }
}
// </solution>
