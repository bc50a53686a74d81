//! The waker is left in the table, but the poller is not armed: silence.

// <solution io>
poll_fn(|cx| {
    loop {
        match call(&self.socket) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.registration.wait(cx);
                return Poll::Pending;
            }
            result => return Poll::Ready(result),
        }
    }
})
.await
// </solution>
