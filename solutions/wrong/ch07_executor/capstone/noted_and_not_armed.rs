//! The waker is left in the table, but the poller is not armed: silence.

// <solution io>
poll_fn(|cx| match call(&self.socket) {
    Err(error) if error.kind() == ErrorKind::WouldBlock => {
        self.registration.wait(cx);
        Poll::Pending
    }
    result => Poll::Ready(result),
})
.await
// </solution>
