//! Keeps its answer, and gives it once more when it is polled after its end.
// <solution states>
Pay { price: u32, pay: B },
Returned,
Over(Option<u32>),
// </solution>
// <solution poll>
loop {
    *self = match mem::replace(&mut *self, Buy::Returned) {
        Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
            Poll::Ready(price) if price > limit => Buy::Over(None),
            Poll::Ready(price) => Buy::Pay { price, pay },
            Poll::Pending => {
                *self = Buy::Price { price: asked, limit, pay };
                return Poll::Pending;
            }
        },
        Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
            Poll::Ready(paid) => Buy::Over(Some(paid - price)),
            Poll::Pending => {
                *self = Buy::Pay { price, pay };
                return Poll::Pending;
            }
        },
        Buy::Over(answer) => {
            *self = Buy::Over(answer);
            return Poll::Ready(answer);
        }
        Buy::Returned => return Poll::Pending,
    }
}
// </solution>
