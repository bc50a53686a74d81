//! Passes an error of `accept` on as the server's.
// <solution>
if event.key == LISTENER {
    let (socket, _) = self.listener.accept()?;
    self.welcome(socket);
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    let there = matches!(client.read(&mut self.lines), Ok(1..));
    if !there || client.socket.arm(Interest::Readable.event(event.key)).is_err() {
        self.clients.remove(&event.key);
    }
}
// </solution>
