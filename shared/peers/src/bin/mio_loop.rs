//! The same server as a bare loop around `mio`, as its documentation writes it: edge-triggered.
//!
//! `cargo run --release -p peers --bin mio-loop`
//!
//! # Implementation
//! One thread, which waits in `Poll::poll` alone. Each socket is registered once, for both directions. An edge is told once,
//! so a connection goes on until the socket has said *would block*; a read that has filled only a part of its buffer says so
//! too, unless the end of the stream came with it: mio asks the system for that (`EPOLLRDHUP`), and tells.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, ErrorKind};
    use std::net;

    use mio::net::{TcpListener, TcpStream};
    use mio::{Events, Interest, Poll, Registry, Token};
    use peers::{Next, Scratch, SocketTurn};
    use slab::Slab;

    /// So many events a wait brings at most, as in raw_epoll.rs.
    const BATCH: usize = 1024;
    /// The listener's token: one the slab never gives.
    const LISTENER: Token = Token(usize::MAX);

    /// An open connection.
    struct Client {
        socket: TcpStream,
        turn: SocketTurn,
    }

    // ANCHOR: mio_loop
    pub fn serve(listener: net::TcpListener) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        let mut listener = TcpListener::from_std(listener);
        let mut poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        let (mut clients, mut scratch) = (Slab::new(), Scratch::default());
        let mut events = Events::with_capacity(BATCH);
        loop {
            match poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for event in &events {
                if event.token() == LISTENER {
                    accept_all(&listener, poll.registry(), &mut clients)?;
                    continue;
                }
                let key = event.token().0;
                let Some(client) = clients.get_mut(key) else { continue };
                if go_on(client, event.is_read_closed(), &mut scratch) == Next::Over {
                    clients.remove(key); // closing the socket takes it out of epoll
                }
            }
        }
    }

    /// Takes turns until the socket has nothing more to give, or no room.
    fn go_on(client: &mut Client, ended: bool, scratch: &mut Scratch) -> Next {
        loop {
            let next = client.turn.turn(&client.socket, scratch);
            if next == Next::Over || client.turn.blocked(ended) {
                return next;
            }
        }
    }
    // ANCHOR_END: mio_loop

    fn accept_all(listener: &TcpListener, registry: &Registry, clients: &mut Slab<Client>) -> io::Result<()> {
        loop {
            match listener.accept() {
                Ok((mut socket, _)) => {
                    let entry = clients.vacant_entry();
                    let both = Interest::READABLE | Interest::WRITABLE;
                    registry.register(&mut socket, Token(entry.key()), both)?;
                    entry.insert(Client { socket, turn: SocketTurn::default() });
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(error), // as in raw_epoll.rs
            }
        }
    }
}
