//! The limit: the same server as a bare loop around epoll, with nothing between it and the system.
//!
//! `cargo run --release -p peers --bin raw-epoll`
//!
//! # Implementation
//! One thread, which waits in `epoll_wait` alone. Each socket is registered once, level-triggered, for as long as it is
//! open: so a request costs a read and a write, and its share of a wait that brings up to `BATCH` events.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, ErrorKind};
    use std::net::{TcpListener, TcpStream};

    use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
    use peers::{Next, Scratch, SocketTurn};
    use slab::Slab;

    /// So many events a wait brings at most. Fewer would mean more waits for the same work.
    const BATCH: usize = 1024;
    /// The listener's key: one the slab never gives.
    const LISTENER: u64 = u64::MAX;

    /// An open connection.
    struct Client {
        socket: TcpStream,
        turn: SocketTurn,
        /// What epoll is asked for.
        armed: Next,
    }

    // ANCHOR: raw_epoll
    pub fn serve(listener: TcpListener) -> io::Result<()> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        listener.set_nonblocking(true)?;
        epoll.add(&listener, EpollEvent::new(EpollFlags::EPOLLIN, LISTENER))?;
        let (mut clients, mut scratch) = (Slab::new(), Scratch::default());
        let mut events = vec![EpollEvent::empty(); BATCH];
        loop {
            let n = match epoll.wait(&mut events, EpollTimeout::NONE) {
                Err(nix::Error::EINTR) => continue,
                n => n?,
            };
            for event in &events[..n] {
                if event.data() == LISTENER {
                    accept_all(&listener, &epoll, &mut clients)?;
                    continue;
                }
                // A key used again within one batch does no harm: the old socket has had its one event.
                let key = event.data() as usize;
                let Some(Client { socket, turn, armed }) = clients.get_mut(key) else { continue };
                let next = turn.turn(&*socket, &mut scratch);
                if next == Next::Over {
                    clients.remove(key); // closing the socket takes it out of epoll
                } else if next != *armed {
                    // Never, while clients read what they asked for: the registration stays.
                    *armed = next;
                    epoll.modify(&*socket, &mut EpollEvent::new(flags(next), event.data()))?;
                }
            }
        }
    }
    // ANCHOR_END: raw_epoll

    fn accept_all(listener: &TcpListener, epoll: &Epoll, clients: &mut Slab<Client>) -> io::Result<()> {
        loop {
            match listener.accept() {
                Ok((socket, _)) => {
                    socket.set_nonblocking(true)?;
                    let entry = clients.vacant_entry();
                    epoll.add(&socket, EpollEvent::new(EpollFlags::EPOLLIN, entry.key() as u64))?;
                    entry.insert(Client { socket, turn: SocketTurn::default(), armed: Next::Readable });
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                // Out of descriptors, most often: a real server leaves the listener alone for a while. A measurement
                // that comes to this is none: it ends.
                Err(error) => return Err(error),
            }
        }
    }

    fn flags(next: Next) -> EpollFlags {
        match next {
            Next::Writable => EpollFlags::EPOLLOUT,
            Next::Readable | Next::Over => EpollFlags::EPOLLIN,
        }
    }
}
