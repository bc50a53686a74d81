//! The socket is armed for reading and writing, whatever the task waits for: it can nearly always be written to.

// <solution io>
poll_fn(|cx| match call(&self.socket) {
    Err(error) if error.kind() == ErrorKind::WouldBlock => {
        self.registration.wait(cx);
        let _ = interest;
        self.socket.arm(ch04_nonblocking_socket::Event::all(self.registration.key()))?;
        Poll::Pending
    }
    result => Poll::Ready(result),
})
.await
// </solution>
