//! Accepts until `WouldBlock`, and takes that for a failure of the server.
// <solution>
if event.key == LISTENER {
    loop {
        let (socket, _) = self.listener.accept()?;
        self.listener.arm(Interest::Readable.event(LISTENER))?;
        self.welcome(socket);
    }
} else if let Some(client) = self.clients.get_mut(&event.key) {
    let there = match client.read(&mut self.lines) {
        Ok(n) => n > 0,
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
    };
    if !there || client.socket.arm(Interest::Readable.event(event.key)).is_err() {
        self.clients.remove(&event.key);
    }
}
// </solution>
