//! Leaves the clients that have left in the table, unarmed and never closed.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
        self.welcome(socket);
    }
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    if let Ok(1..) = client.read(&mut self.lines) {
        client.socket.arm(Interest::Readable.event(event.key))?;
    }
}
// </solution>
