//! Polls the payment while the price is not known, as a join would: the money is gone too early.
// <solution states>
Pay { price: u32, pay: B },
Paid { price: A, limit: u32, paid: u32 },
Returned,
// </solution>
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, mut pay } => {
            match (Pin::new(&mut asked).poll(cx), Pin::new(&mut pay).poll(cx)) {
                (Poll::Ready(price), _) if price > limit => return Poll::Ready(None),
                (Poll::Ready(price), Poll::Ready(paid)) => return Poll::Ready(Some(paid - price)),
                (Poll::Ready(price), Poll::Pending) => Buy::Pay { price, pay },
                (Poll::Pending, Poll::Ready(paid)) => Buy::Paid { price: asked, limit, paid },
                (Poll::Pending, Poll::Pending) => {
                    *self = Buy::Price { price: asked, limit, pay };
                    return Poll::Pending;
                }
            }
        }
        Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Pay { price, pay };
                return Poll::Pending;
            }
        },
        Buy::Paid { price: mut asked, limit, paid } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) if price > limit => return Poll::Ready(None),
            Poll::Ready(price) => return Poll::Ready(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Paid { price: asked, limit, paid };
                return Poll::Pending;
            }
        },
        Buy::Returned => panic!("polled after its end"),
    }
}
// </solution>
