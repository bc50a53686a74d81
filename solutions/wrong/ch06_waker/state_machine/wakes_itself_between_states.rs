//! Wakes itself after each step, to be polled again: two polls for what one can do.
// <solution poll>
match mem::replace(&mut *self, Buy::Returned) {
    Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
        Poll::Ready(price) if price > limit => Poll::Ready(None),
        Poll::Ready(price) => {
            *self = Buy::Pay { price, pay };
            cx.waker().wake_by_ref();
            Poll::Pending
        }
        Poll::Pending => {
            *self = Buy::Price { price: asked, limit, pay };
            Poll::Pending
        }
    },
    Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
        Poll::Ready(paid) => Poll::Ready(Some(paid - price)),
        Poll::Pending => {
            *self = Buy::Pay { price, pay };
            Poll::Pending
        }
    },
    Buy::Returned => panic!("polled after its end"),
}
// </solution>
