//! The poller is armed, but no waker is left in the table: its event continues nobody.

// <solution io>
poll_fn(|_| {
    loop {
        match call(&self.socket) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.socket.arm(interest.event(self.registration.key()))?;
                return Poll::Pending;
            }
            result => return Poll::Ready(result),
        }
    }
})
.await
// </solution>
