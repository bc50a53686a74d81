//! The poller is armed, but no waker is left in the table: its event continues nobody.

// <solution io>
poll_fn(|_| match call(&self.socket) {
    Err(error) if error.kind() == ErrorKind::WouldBlock => {
        self.socket.arm(interest.event(self.registration.key()))?;
        Poll::Pending
    }
    result => Poll::Ready(result),
})
.await
// </solution>
