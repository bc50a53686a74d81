//! Arms every client after each read, also after the end, which is readable for ever.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
        self.welcome(socket);
    }
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    let _ = client.read(&mut self.lines);
    client.socket.arm(Interest::Readable.event(event.key))?;
}
// </solution>
