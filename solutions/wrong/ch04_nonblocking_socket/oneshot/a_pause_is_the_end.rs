//! Reads until nothing more comes, and takes every error for the end: who pauses is closed.
// <solution>
if event.key == LISTENER {
    while let Ok((socket, _)) = self.listener.accept() {
        self.welcome(socket);
    }
    self.listener.arm(Interest::Readable.event(LISTENER))?;
} else if let Some(client) = self.clients.get_mut(&event.key) {
    let there = loop {
        match client.read(&mut self.lines) {
            Ok(0) | Err(_) => break false,
            Ok(_) => {}
        }
    };
    if !there || client.socket.arm(Interest::Readable.event(event.key)).is_err() {
        self.clients.remove(&event.key);
    }
}
// </solution>
