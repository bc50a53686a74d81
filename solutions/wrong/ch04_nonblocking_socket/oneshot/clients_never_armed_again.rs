//! Arms the listener, and forgets the clients: of each, only the first piece is read.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
        self.welcome(socket);
    }
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    if !matches!(client.read(&mut self.lines), Ok(1..)) {
        self.clients.remove(&event.key);
    }
}
// </solution>
