//! Carries the future that brought the price on into the next state: it lives too long.
// <solution states>
Pay { asked: A, price: u32, pay: B },
Returned,
// </solution>
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) if price > limit => return Poll::Ready(None),
            Poll::Ready(price) => Buy::Pay { asked, price, pay },
            Poll::Pending => {
                *self = Buy::Price { price: asked, limit, pay };
                return Poll::Pending;
            }
        },
        Buy::Pay { asked, price, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Pay { asked, price, pay };
                return Poll::Pending;
            }
        },
        Buy::Returned => panic!("polled after its end"),
    }
}
// </solution>
