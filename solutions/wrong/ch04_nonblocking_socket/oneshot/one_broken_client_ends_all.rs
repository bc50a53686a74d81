//! Passes a client's error on as the server's.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
        self.welcome(socket);
    }
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    if client.read(&mut self.lines)? > 0 {
        client.socket.arm(Interest::Readable.event(event.key))?;
    } else {
        self.clients.remove(&event.key);
    }
}
// </solution>
