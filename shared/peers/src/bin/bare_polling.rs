//! The same loop on the crate `polling`, in its default mode: what chapters 4 to 8 stand on, with nothing on top.
//!
//! `cargo run --release -p peers --bin bare-polling`
//!
//! # Implementation
//! One thread, which waits in `Poller::wait` alone. Oneshot: after each event the socket is armed anew, which is a third
//! system call for every request. What a chapter is slower than this is the chapter's own doing.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, ErrorKind};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;

    use ch04_nonblocking_socket::Source;
    use peers::{Next, Scratch, SocketTurn};
    use polling::{Event, Events, Poller};
    use slab::Slab;

    /// The listener's key: one the slab never gives. (`usize::MAX` is `polling`'s own.)
    const LISTENER: usize = usize::MAX - 1;

    /// An open connection.
    struct Client {
        socket: Source<TcpStream>,
        turn: SocketTurn,
    }

    // ANCHOR: bare_polling
    pub fn serve(listener: TcpListener) -> io::Result<()> {
        let poller = Arc::new(Poller::new()?);
        let listener = Source::new(&poller, listener, LISTENER)?;
        listener.arm(Event::readable(LISTENER))?;
        let (mut clients, mut scratch) = (Slab::new(), Scratch::default());
        let mut events = Events::new();
        loop {
            events.clear();
            poller.wait(&mut events, None)?;
            for event in events.iter() {
                if event.key == LISTENER {
                    accept_all(&poller, &listener, &mut clients)?;
                    listener.arm(Event::readable(LISTENER))?;
                    continue;
                }
                let Some(Client { socket, turn }) = clients.get_mut(event.key) else { continue };
                match turn.turn(&**socket, &mut scratch) {
                    Next::Readable => socket.arm(Event::readable(event.key))?,
                    Next::Writable => socket.arm(Event::writable(event.key))?,
                    Next::Over => drop(clients.remove(event.key)),
                }
            }
        }
    }
    // ANCHOR_END: bare_polling

    fn accept_all(
        poller: &Arc<Poller>,
        listener: &TcpListener,
        clients: &mut Slab<Client>,
    ) -> io::Result<()> {
        loop {
            match listener.accept() {
                Ok((socket, _)) => {
                    let entry = clients.vacant_entry();
                    let socket = Source::new(poller, socket, entry.key())?;
                    socket.arm(Event::readable(entry.key()))?;
                    entry.insert(Client { socket, turn: SocketTurn::default() });
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(error), // as in raw_epoll.rs
            }
        }
    }
}
