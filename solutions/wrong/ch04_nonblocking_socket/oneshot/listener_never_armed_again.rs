//! Arms the clients, and forgets the listener.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
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
